from django.db import migrations, models


class Migration(migrations.Migration):
    """Who takes the land is said by whoever writes the contract: the program names no organisation."""

    dependencies = [
        ("land", "0002_contract_taker"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="landcontract",
                    name="taker",
                    field=models.CharField(max_length=20, verbose_name="受让方"),
                ),
            ]
        ),
    ]

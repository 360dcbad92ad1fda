"""The command `liancun` (命令). Exit codes: 0 done, 1 refused or findings, 2 bad usage or bad input.

`--data`, `--as` and `--lang` may stand anywhere: they are taken out first, because settings are read before
any command is known. What else may be called stands in VERBS: a module beside this one that has
`commands(app)` has verbs of its own, one that has `app` is the group of a room, which comes to have the
room's derived verbs too. All this is imported, and Django with it, when one of them is called: a command
begins in the time that it needs itself.
"""

import gc
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from liancun import __version__
from liancun.faces.cli.usage import App, Group, _
from liancun.faces.cli.usage import shown as usage_shown

VERBS = {
    "init": (
        "init",
        "在空文件夹里建一个镇:单位、村、第一个登录名、起步工作簿 (found a town in an empty folder)",
    ),
    "status": (
        "status",
        "录入了什么,每种钱还缺什么,下一步做什么 (what is loaded, what each kind of money still wants)",
    ),
    "cockpit": (
        "cockpit",
        "全镇一年:指标、用工、农户得的钱、地上种的、村集体收入、公司资金 (a year of the whole town)",
    ),
    "demo": ("demo", "建起演示的一年并启动网站 (raise the demo year, print its outcomes, serve)"),
    "home": ("home", "我家的一年:投入、得的、要交的 (a household's year: put in, got, asked for)"),
    "check": ("common", "复算一切:被改动、迟到的事实、规则变了、不平 (recompute everything)"),
    "why": ("common", "任一数字的来历 (what a figure rests on)"),
    "backup": ("common", "把数据存成一个文件(不含密钥) (back up, without keys)"),
    "seal": (
        "common",
        "各单位此刻的链头,抄在本子上或另存,以后用 check --against 核对 (heads to keep outside)",
    ),
    "restore": ("common", "把备份放回空的数据目录 (restore into an empty data folder)"),
    "doctor": ("doctor", "体检:密钥、文件、网址、备份、工具有没有不安全的地方 (look the installation over)"),
    "rekey": (
        "keys",
        "换一把新密钥,把身份证号、电话、账号重新加密;先停网站 (seal everything under a new key)",
    ),
    "outcomes": ("outcomes", "公布的成效与按记录算出的数 (published figures beside computed ones)"),
    "income": ("outcomes", "各村集体的自身收入,按年 (the collectives' own income by year)"),
    "import": (
        "transfer",
        "导入一本工作簿:整本校验,所有错误一次说完 (import a workbook, whole or not at all)",
    ),
    "import-report": (
        "transfer",
        "没有导入成的工作簿错在哪里,取回标好的 (what was wrong with a workbook; get it back marked)",
    ),
    "export": ("transfer", "导出看得到的行,或取空白模板 (export what you may see, or an empty template)"),
    "try": ("try_", "用自己的事实和章程试算一条规则,不存任何东西 (try one rule on a case of your own)"),
    "capital": (
        "capital",
        "股金:登记簿、成员账户、出资、转让、退股 (shares: register, accounts, contributions, transfers)",
    ),
    "charter": (
        "charter",
        "章程:现行的决定、改了什么、提案试算、是否读得通 (the charter: shown, compared, proposed)",
    ),
    "deliveries": (
        "deliveries",
        "交售:过磅单、更正、放行、定价、成员交易额 (deliveries: slips, corrections, prices, trade)",
    ),
    "duties": (
        "duties",
        "责任清单:下清单、分派、走访、问题、交接、暂停、逾期 (duties: lists, assignments, visits, problems)",
    ),
    "labour": (
        "labour",
        "务工:派工单、考勤、求职派遣、培训、工资表、我的务工 (work: orders, days, seekers, courses, pay)",
    ),
    "land": ("land", "土地:地块、承包方、流转合同、备案、到期 (land: plots, holders, contracts, filings)"),
    "ledger": (
        "ledger",
        "总账:试算、凭证、记账、冲销、结账、结转、封账 (the ledger: entries, statements, closing)",
    ),
    "meeting": (
        "committee",
        "议事:会议、议程、签到、表决、会议记录、联村决议、四议两公开 (meetings: agenda, votes, minutes)",
    ),
    "notice": ("notices", "公示:登记张贴、提出异议、答复 (notices: posted, objected to, answered)"),
    "park": (
        "park",
        "园区:结算书、分红清单、一户的土地钱、公司资金备查 (parks: statements, dividends, land money)",
    ),
    "points": ("points", "卫生积分:评分、更正、进度、全年 (hygiene points: scores, progress, a year)"),
    "production": (
        "production",
        "种植:在种、种得种不得、农事、投入品、巡查、待整改、设施 (growing: plantings, inputs, inspections)",
    ),
    "registry": (
        "registry",
        "登记:人、户、社员、决议、文件、职务、网格、登录名 (the register: people, homes, members, posts)",
    ),
    "sales": ("sales", "销售:销售单、库存、买方往来、收款、入账 (sales: sales, stock, buyers, receipts)"),
    "run": (
        "settlement",
        "结算:草拟、复核、公示、确认、记账、收付、冲销 (runs: drafted, checked, published, paid)",
    ),
    "sheets": (
        "sheets",
        "带走的表:带走、送回、有争议的裁定、丢了停用 (sheets taken along: take, send, decide, end)",
    ),
    "surplus": ("surplus", "盈余:年终决算、草拟分配方案、转为出资 (surplus: the year's end, its division)"),
}
"""What is imported when it is called: its modules, of a group the room's first, and its line of the help."""
if not (Path(__file__).parents[2] / "scenario").is_dir():
    del VERBS["demo"]  # an installed package has no simulator

WITHOUT_DJANGO = {"version"}
WITHOUT_DATA = {"init", "try", "restore", "doctor"}
"""Verbs that must not open, and so migrate, the data first."""
OF_DATA = {"backup", "check", "seal", "status"}
"""Verbs that say something of data: where there is none they make none."""

OPTIONS = {"--data": "LIANCUN_DATA", "--as": "LIANCUN_AS", "--lang": "LIANCUN_LANG"}


def hoist(argv: Sequence[str]) -> list[str]:
    """Put what OPTIONS names into the environment, wherever it stands, and return the other arguments."""
    rest: list[str] = []
    waiting = list(argv)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return [*rest, word, *waiting]
        name, has_value, value = word.partition("=")
        if name not in OPTIONS:
            rest.append(word)
            continue
        if not has_value:
            if not waiting:
                raise SystemExit(_usage(f"{name}: " + "缺少值 (needs a value)"))
            value = waiting.pop(0)
        os.environ[OPTIONS[name]] = value
    return rest


def _usage(message: str) -> int:
    print(f"liancun: {message}", file=sys.stderr)
    return 2


def _options(
    data: Annotated[
        str, typer.Option("--data", metavar="DIR", help=_("数据目录;默认 LIANCUN_DATA 或 var/"))
    ] = "",
    by: Annotated[str, typer.Option("--as", metavar="NAME", help=_("以谁的名义办理;默认系统"))] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help=_("zh-hans 或 en;默认中文 (en for English)"))
    ] = "",
) -> None:
    """联村 Liancun:联村合作社的运行系统。 (runs the cooperatives of joined villages)"""


class _Whole(Group):
    """`liancun` itself: knows every verb by its line, and comes to have one when it is asked for."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands.update(
            {name: TyperCommand(name, help=line) for name, (_modules, line) in VERBS.items()}
        )

    def get_params(self, ctx: Any) -> list[Any]:
        """What is parsed: not what `hoist` has taken out."""
        return [each for each in super().get_params(ctx) if not OPTIONS.keys() & set(each.opts)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return command(cmd_name) if cmd_name in VERBS else super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        with _uncollected():
            if args[0] in self.commands.keys() - WITHOUT_DJANGO:
                _ready(args[0], opened=not {"--help", "-h"} & set(args))
            return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The options and the lines, of which none is asked for."""
        lines = dict(self.commands)
        Group(name=self.name, help=self.help, params=self.params, commands=lines).format_help(ctx, formatter)


def command(name: str) -> Any:
    """The verb or group of that name, imported now."""
    modules, line = VERBS[name]
    first, *_others = [import_module(f"liancun.faces.cli.{module}") for module in modules.split()]
    app = App(add_completion=False)
    app.callback()(_options)  # one verb alone would be no group
    if hasattr(first, "commands"):
        first.commands(app)
        return typer.main.get_group(app).commands[name]
    from liancun.faces.cli import derived

    derived.add_to(app, modules.split()[0])
    group = typer.main.get_group(first.app)
    group.name, group.help = name, line
    group.commands = {**typer.main.get_group(app).commands, **group.commands}
    return group


@contextmanager
def _uncollected() -> Iterator[None]:
    """Garbage is not looked for among what is imported: a quarter of the start, and none is found."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _ready(verb: str, *, opened: bool) -> None:
    """Django set up, and where the verb wants it the data opened."""
    import django

    django.setup()
    if opened and verb in OF_DATA:
        from liancun.base import startup

        startup.must_be_there()
    if opened and verb not in WITHOUT_DATA:
        open_data()
        _looks()


def _looks() -> None:
    """A command is one look: what it shows or hands out that is to be kept is kept."""
    from liancun.base import trail

    trail.begin(trail.COMMAND)


def _look_ends() -> None:
    """The next command in this process looks for itself."""
    if "liancun.base.trail" in sys.modules:
        from liancun.base import trail

        trail.begin("")


def open_data() -> None:
    """Make the data folder ready: there, migrated, guarded, its charter sound."""
    from liancun.base import startup

    if added := startup.open_for_use():
        from liancun.faces.cli.output import note
        from liancun.faces.words import worded

        for each in added:
            note(worded(each))


def viewer() -> Any:
    """Who acts: the person named by --as with the posts held today; the system itself without it."""
    from liancun.base import clock
    from liancun.base.permits import SYSTEM

    name = os.environ.get("LIANCUN_AS", "")
    if not name:
        return SYSTEM
    from liancun.rooms.registry.queries import viewer_for

    return viewer_for(name, on=clock.today())


def version() -> None:
    """版本 (version)"""
    print(__version__)


def serve(
    host: Annotated[str, typer.Option(help=_("监听地址;默认只有本机能访问"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("端口"), min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help=_("进程数"), min=1)] = 1,
) -> None:
    """启动网站 (serve the site)"""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import logger

    said = _("联村 {address}  Ctrl+C 停止").format(address=f"http://{host}:{port}/")
    print(said, file=sys.stderr, flush=True)
    site = Granian(
        "liancun.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_enabled=False,
    )
    logger.setLevel(logging.ERROR)
    logger.handlers = [_Told()]
    site.serve()


class _Told(logging.Handler):
    """Says in words what the server says of its processes: one died, or one after the other does."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line on standard error, at once."""
        said = record.getMessage()
        words = (
            _("网站的进程接连停止,网站停下了({said})")
            if "crash loop" in said
            else _("网站的一个进程意外停止,正另开一个;那时没有应答的,请再做一次,没有办完的都没有写入({said})")
        )
        print(words.format(said=said), file=sys.stderr, flush=True)


def build() -> typer.Typer:
    """The whole command."""
    app = App(
        name="liancun",
        cls=_Whole,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    app.command()(serve)
    app.command()(version)
    return app


def run(argv: Sequence[str] | None = None) -> None:
    """Run the command line; always leaves by SystemExit."""
    rest = hoist(sys.argv[1:] if argv is None else argv)
    os.environ["DJANGO_SETTINGS_MODULE"] = "liancun.settings"
    try:
        _speak(os.environ.get("LIANCUN_LANG", ""))
        left = build()(args=rest, prog_name="liancun", standalone_mode=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as fault:
        code = _told(fault, as_json="--json" in rest)
        if code is None:
            raise
        raise SystemExit(code) from None
    finally:
        _look_ends()
    raise SystemExit(left or 0)  # typer hands on the code of an Exit; no verb returns anything


def _speak(language: str) -> None:
    """Have everything said in a language. Chinese is the one that nothing must be imported for."""
    if language in ("", "zh-hans"):
        return
    if language != "en":
        raise SystemExit(_usage(f"--lang {language}: zh-hans / en"))
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language)


def _told(fault: Exception, *, as_json: bool) -> int | None:
    """Say what went wrong, and the exit code; None where it is a fault of the program's."""
    if isinstance(fault, typer.TyperException):
        for line in usage_shown(fault):
            print(line, file=sys.stderr)
        return fault.exit_code
    if isinstance(fault, typer.Abort):
        return 1
    from django.core.exceptions import ImproperlyConfigured

    from liancun.base.database_errors import refusal_of
    from liancun.faces.cli import output
    from liancun.kernel import BadInput, Refusal

    if isinstance(fault, ImproperlyConfigured):
        return _usage(str(fault))
    if isinstance(fault, BadInput):
        output.print_bad_input(fault, as_json=as_json)
        return 2
    refusal = refusal_of(fault) or fault
    if isinstance(refusal, Refusal):
        output.print_refusal(refusal, as_json=as_json)
        return 1
    return None

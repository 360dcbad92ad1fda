"""Opening a workbook that anybody may have sent (工作簿的打开): no Django, no record, no kind of workbook."""

"""What others send to the sample organisation: a calendar file, and a list as a group passes it round."""

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//sample//EN\r\n"
    "BEGIN:VEVENT\r\nUID:lantern@sample\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Asia/Shanghai:20261219T093000\r\n"
    "DTEND;TZID=Asia/Shanghai:20261219T113000\r\nSUMMARY:Paper lanterns\r\nLOCATION:Hall\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:story@sample\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Asia/Shanghai:20261219T100000\r\n"
    "DTEND;TZID=Asia/Shanghai:20261219T103000\r\nSUMMARY:Story hour\r\nRELATED-TO:lantern@sample\r\nEND:VEVENT\r\n"
    "BEGIN:VTODO\r\nUID:call@sample\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Call the hall\r\nEND:VTODO\r\n"
    "END:VCALENDAR\r\n"
)  # fmt: skip

CHAIN = """冬日暖手工坊
1. 王小雨妈妈 13800006001 2大1小 悦悦 2021-05-06
2. 陈晨爸爸 1大2小
3. 豆豆妈妈 13800006003 +1
4. 李想 138000060
"""
"""A list as a group passes it round, with what such lists lack."""

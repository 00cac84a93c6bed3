DROP TABLE work_calendars;
DROP TABLE reminders;
DROP TABLE todos;

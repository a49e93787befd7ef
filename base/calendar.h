/*
 * calendar: civil days, ISO 8601 weeks and years; pure arithmetic on the proleptic Gregorian
 * calendar, no time zone, no present time.
 *
 * A day is an int32_t: days since 1970-01-01, negative before it. A week is named by the day
 * number of its Monday, which sorts and subtracts. An ISO week belongs to the year that holds its
 * Thursday, so at the edges its year differs from the calendar year.
 * Algorithms: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
 */
#ifndef FOOTFALL_BASE_CALENDAR_H
#define FOOTFALL_BASE_CALENDAR_H

#include "base/span.h"

#define CALENDAR_NO_DAY INT32_MIN

/* True for a date that exists; month 1 to 12, day 1 to 31. */
bool calendar_valid(int year, int month, int day);

/* Day number of a valid date. */
int32_t calendar_day(int year, int month, int day);

/* The date of a day number. */
void calendar_civil(int32_t day, int *year, int *month, int *mday);

/* Calendar year that holds the day. */
int calendar_year(int32_t day);

/* Monday of the ISO week that holds the day. */
int32_t calendar_monday(int32_t day);

/* ISO year and week number (1 to 53) of a Monday. */
void calendar_week(int32_t monday, int *iso_year, int *week);

/* Monday of an ISO week, or CALENDAR_NO_DAY when that year has no such week. */
int32_t calendar_week_monday(int iso_year, int week);

/* Monday of the week of the same number a year before the week of `monday`; CALENDAR_NO_DAY for a 53rd week where
 * that year has none. */
int32_t calendar_week_year_ago(int32_t monday);

/* Writes "2013-05-06" and "2013-W19" with a NUL behind. Years 0 to 9999. */
void calendar_print_day(char out[11], int32_t day);
void calendar_print_week(char out[9], int32_t monday);

/* "2013-05-06", "2013-05", "2013" or "2013-W19" to its first and last day, both inclusive.
 * False when the text is none of these, or names a day or week that does not exist. */
bool calendar_parse_period(struct span text, int32_t *first, int32_t *last);

/* "Jan" to "Dec" (ASCII, any case) to 1 to 12; 0 for anything else. */
int calendar_month(const char name[3]);

#endif

/*
 * front: what stands before the time in a line like combined: host, address, identity, user, and what syslog,
 * containers and proxies put among them.
 */
#ifndef FOOTFALL_PARSERS_FORMATS_FRONT_H
#define FOOTFALL_PARSERS_FORMATS_FRONT_H

#include "parsers/formats/format.h"

/* Whether a virtual host is expected in front of the address. */
enum front_host { FRONT_LOOK, FRONT_NO_HOST, FRONT_HOST };

/* Fills in the record's host, address and, where a list of hops stands before the address or in its place,
 * `forwarded`; they borrow from it and are empty where there is none. Of a list in its place the address is the first
 * hop, with which the list begins. *vhost: the host is a virtual one, in front. */
enum reject front_take(struct span front, enum front_host host, struct record *record, bool *vhost);

#endif

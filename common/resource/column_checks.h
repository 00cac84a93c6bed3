// What declared columns can hold.
#ifndef GUANXI_COMMON_RESOURCE_COLUMN_CHECKS_H_
#define GUANXI_COMMON_RESOURCE_COLUMN_CHECKS_H_

#include "common/errors/errors.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Adds a violation for every declared field with a value that its column cannot hold: days that no
// calendar has, times outside of the years 1 to 9999, decimals of more than 29 digits before the
// point or 9 behind it, money in no currency of ISO 4217 or of two signs. A date that lacks a part
// is none of these: it has no value for filters, and is for the resource's own checks.
void CheckColumns(const ResourceType& type, const google::protobuf::Message& resource,
                  Violations* violations);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_COLUMN_CHECKS_H_

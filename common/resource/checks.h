// The checks that follow from a message's options alone.
#ifndef GUANXI_COMMON_RESOURCE_CHECKS_H_
#define GUANXI_COMMON_RESOURCE_CHECKS_H_

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Defaults of FieldRules.max_bytes and max_items.
inline constexpr int kDefaultMaxBytes = 4096;
inline constexpr int kDefaultMaxItems = 100;

// Adds a violation for every text and list that is many times longer than it may be: before
// anything is made of it. Forms that are not normal yet, with blanks, in full width or with
// doubles, may be longer than what is stored of them.
void CheckGiven(const google::protobuf::Message& given, Violations* violations);

// Adds every violation, by path relative to the resource: required fields, lengths, counts, enum
// values that this binary does not know, names of another collection, external ids, and (with
// `old`) fields that must not change.
void CheckDeclared(const ResourceType& type, const google::protobuf::Message* old,
                   const google::protobuf::Message& next, Violations* violations);

// The same of one field of the resource itself alone.
void CheckDeclaredField(const google::protobuf::FieldDescriptor* field,
                        const google::protobuf::Message& message, Violations* violations);

// Whether `text` may be the system of an external id or of an import: [a-z][a-z0-9_-]{0,31}.
bool IsSystemName(absl::string_view text);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHECKS_H_

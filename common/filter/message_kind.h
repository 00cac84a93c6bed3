// Which types of protobuf fields hold values of a kind: the table stands at MessageField.
#ifndef GUANXI_COMMON_FILTER_MESSAGE_KIND_H_
#define GUANXI_COMMON_FILTER_MESSAGE_KIND_H_

#include "common/filter/schema.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::filter {

// Whether a text can be a value of the kind.
bool IsText(Kind kind);

// Whether `field`, or an element of it if it is repeated, holds values of the kind.
bool FitsKind(Kind kind, const google::protobuf::FieldDescriptor* field);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MESSAGE_KIND_H_

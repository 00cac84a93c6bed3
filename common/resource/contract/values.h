// Values that are made up for fields of any type.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_VALUES_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_VALUES_H_

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::contract {

// Which of two values of a field: they differ wherever the type has two.
enum class Side { kFirst, kSecond };

inline Side Other(Side side) { return side == Side::kFirst ? Side::kSecond : Side::kFirst; }

// Sets a single field, or adds to a list: any type but maps, messages of ours and resource names.
// Times, dates and amounts differ by `serial`, too; so do texts that are `unique` or by which lists
// are ordered.
void SetValue(const google::protobuf::FieldDescriptor* field, Side side, int serial, bool unique,
              google::protobuf::Message* message);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_VALUES_H_

// The custom fields of a unit of work.
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/unit_reads.h"

namespace guanxi::resource {

absl::StatusOr<const CustomFields*> UnitReads::FieldsFor(const ResourceType& type,
                                                         const google::protobuf::Message* old,
                                                         const google::protobuf::Message& next) {
  const auto lacks = [&](const google::protobuf::Message& message) {
    return HasUnknownKeys(type, FieldsOf(*fields_, type), message);
  };
  // A stored value under an unknown key: another replica knows more, and rows beside the record
  // that this one could not tell. What a client sends may be as new, or nonsense.
  if ((old != nullptr && lacks(*old)) || (!fields_read_again_ && lacks(next))) {
    GUANXI_ASSIGN_OR_RETURN(fields_,
                            environment_->custom_fields().ReadNow(*tx_, principal_.tenant));
    fields_read_again_ = true;
  }
  return &FieldsOf(*fields_, type);
}

}  // namespace guanxi::resource

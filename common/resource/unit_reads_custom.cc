// The custom fields of a unit of work.
#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/pending_rows.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {

absl::StatusOr<const CustomFields*> UnitOfWork::FieldsFor(const ResourceType& type,
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

// Deleted records keep their rows, since lists may show and filter them. All rows of a record are
// replaced together, by what is in the table: one that should not be there does not survive.
absl::Status UnitOfWork::WriteCustomRows(const WrittenRow& written) {
  const Resource& resource = *written.resource;
  const Stored* const old = written.is_new() ? nullptr : &*written.first;
  const Stored& next = written.next;
  const ResourceType& type = resource.type();
  GUANXI_ASSIGN_OR_RETURN(
      const CustomFields* const fields,
      FieldsFor(type, old != nullptr ? old->message.get() : nullptr, *next.message));
  const SideRowList rows =
      written.erased ? SideRowList() : CustomRows(type, *fields, *next.message);
  if (old != nullptr) {
    const SideRowList old_rows = CustomRows(type, *fields, *old->message);
    if (rows == old_rows && (rows.empty() || old->live == next.live)) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(
        const int64_t deleted,
        tx_->Execute(CustomTable().erase, SideTable::Key(principal_.tenant, type, next.name.id)));
    rows_written_ += deleted;
  }
  for (const auto& row : rows) {
    std::vector<db::Value> values = SideTable::Key(principal_.tenant, type, next.name.id);
    values.insert(values.end(), row.begin(), row.end());
    pending_->Add(CustomTable().insert, std::move(values));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource

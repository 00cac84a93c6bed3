#include "common/resource/replay.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/request_fields.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_rights.h"
#include "common/resource/row_scope.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class Replay {
 public:
  Replay(db::Transaction& tx, const Environment& environment, const Principal& principal,
         absl::Time now)
      : tx_(tx), environment_(environment), principal_(principal), rights_(&tx, &principal, now) {}

  // Of the message and what is in it.
  absl::Status Check(const Message& message) {
    const Resource* const resource = environment_.FindResource(message.GetDescriptor());
    if (resource != nullptr) {
      any_ = true;
      return CheckRow(*resource, message);
    }
    const auto* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->message_type() == nullptr) continue;
      const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        GUANXI_RETURN_IF_ERROR(Check(field->is_repeated()
                                         ? reflection->GetRepeatedMessage(message, field, i)
                                         : reflection->GetMessage(message, field)));
      }
    }
    return absl::OkStatus();
  }

  // Whether there is a resource in it.
  bool any() const { return any_; }
  // The reasons by which those that are there, and whose type hides none of its rows by itself, are
  // not found by whom a method does not show them.
  const std::set<std::string>& hidden_reasons() const { return hidden_reasons_; }

 private:
  // As it is now, or, if it is gone, as it was.
  absl::Status CheckRow(const Resource& resource, const Message& shown) {
    const std::string text = StringField(shown, "name");
    if (text.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name, ParseName(resource.type(), text, "name"));
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx_.Select(resource.select(), {principal_.tenant.bytes(), name.id.bytes()}));
    Stored row;
    row.name = name;
    row.message = CopyMessage(shown);
    if (!rows.empty()) {
      GUANXI_ASSIGN_OR_RETURN(row, DecodeRow(resource.type(), rows[0]));
      GUANXI_ASSIGN_OR_RETURN(const Above decides, DecidesFor(resource));
      const bool has_scope = decides.resource->type().scope().has_fields();
      if (row.live && !has_scope) hidden_reasons_.insert(Reason(NameNotFound(resource, name)));
    }
    GUANXI_ASSIGN_OR_RETURN(const bool is_seen, rights_.Reaches(resource, Use::kName, row));
    return is_seen ? absl::OkStatus() : NameNotFound(resource, name);
  }

  db::Transaction& tx_;
  const Environment& environment_;
  const Principal& principal_;
  RowRights rights_;
  bool any_ = false;
  std::set<std::string> hidden_reasons_;
};

// What may be because of the request itself: who gave a record away may not do it again.
bool IsOfRows(const absl::Status& status) {
  const std::string reason = Reason(status);
  return reason == "ROW_READ_ONLY" || reason == "ROW_NOT_OWNED" || reason == "ROW_OUT_OF_SCOPE";
}

}  // namespace

absl::Status CheckReplay(db::Transaction& tx, const Environment& environment,
                         const Principal& principal, absl::Time now, const absl::Status& status,
                         const Message& answer) {
  if (absl::IsPermissionDenied(status) && !IsOfRows(status)) return status;
  if (principal.rights == nullptr || principal.rights->sees_all()) return absl::OkStatus();
  Replay replay(tx, environment, principal, now);
  GUANXI_RETURN_IF_ERROR(replay.Check(answer));
  const bool is_bare = replay.any() || answer.ByteSizeLong() == 0;
  if (absl::IsPermissionDenied(status)) return is_bare ? absl::OkStatus() : status;
  if (!absl::IsNotFound(status)) return absl::OkStatus();
  const bool stands = !is_bare || replay.hidden_reasons().count(Reason(status)) != 0;
  return stands ? status : absl::OkStatus();
}

}  // namespace guanxi::resource

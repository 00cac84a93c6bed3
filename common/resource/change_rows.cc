#include "common/resource/change_rows.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/field_changes.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::resource {

using google::protobuf::Message;
using ChangeProto = metadata::v1::Change;

absl::Status DecodeChange(const ResourceType& type, const policy::FieldView* view,
                          const db::Row& row, ChangeProto* change) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid event, Uuid::FromBytes(row.String(0)));
  GUANXI_ASSIGN_OR_RETURN(const Uuid root, Uuid::FromBytes(row.String(5)));
  change->set_event_id(event.ToString());
  change->set_root_event_id(root.ToString());
  change->set_etag(absl::StrCat(row.Int64(1)));
  change->set_kind(static_cast<ChangeProto::Kind>(row.Int64(2)));
  change->set_actor(std::string(row.String(3)));
  *change->mutable_change_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(row.Time(4)));
  if (change->kind() == ChangeProto::EMITTED) {
    change->set_fact(std::string(row.String(6)));
    return absl::OkStatus();
  }
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type.descriptor());
  std::unique_ptr<Message> before(prototype->New()), after(prototype->New());
  Rest unused;
  GUANXI_RETURN_IF_ERROR(DecodeBlobs(row.String(7), row.String(9), before.get(), &unused));
  GUANXI_RETURN_IF_ERROR(DecodeBlobs(row.String(8), row.String(10), after.get(), &unused));
  if (view != nullptr) {
    view->Present(before.get());
    view->Present(after.get());
  }
  return AddFieldChanges(type, *before, *after, change);
}

}  // namespace guanxi::resource

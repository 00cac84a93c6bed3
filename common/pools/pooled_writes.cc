#include "common/pools/pooled_writes.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::pools {

using google::protobuf::Message;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

void LeavePoolIfOwned(const PooledRecord& fields, absl::Time now, Message* next) {
  if (fields.Pool(*next).empty() || fields.Owner(*next).empty()) return;
  fields.SetPool("", next);
  *fields.MutableStay(next)->mutable_claim_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
}

absl::Status LeaveLostPool(UnitOfWork& work, const resource::Resource& records,
                           const resource::Resource& pools, const Message& next) {
  const PooledRecord fields(records.type().descriptor());
  const std::string text = fields.Pool(next);
  if (text.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName pool, resource::ParseName(pools.type(), text, "pool"));
  // As who brings something into it.
  GUANXI_RETURN_IF_ERROR(work.Guard("pool", text));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> found, work.Peek(pools, pool));
  if (found.has_value()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(records.type(), fields.Name(next), "name"));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(records, name));
  const std::unique_ptr<Message> out(row.message->New());
  out->CopyFrom(*row.message);
  fields.SetPool("", out.get());
  return work.Update(records, row, out.get()).status();
}

absl::Status HoldHand(UnitOfWork& work, const Uuid& user) {
  return work.Guard(kHandGuard, user.ToString());
}

}  // namespace guanxi::pools

#include "common/pools/pooled_record.h"

#include <cstdlib>

#include "common/base/log.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::pools {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::TimeUtil;
using pool::v1::PoolStay;

const FieldDescriptor* FieldOf(const Descriptor* type, const char* name) {
  const FieldDescriptor* const field = type->FindFieldByName(name);
  if (field == nullptr) {
    Log(Severity::kError, "pools.no_field", {{"type", type->full_name()}, {"field", name}});
    std::abort();
  }
  return field;
}

}  // namespace

PooledRecord::PooledRecord(const Descriptor* type)
    : name_(FieldOf(type, "name")),
      owner_(FieldOf(type, "owner")),
      department_(FieldOf(type, "department")),
      pool_(FieldOf(type, "pool")),
      stay_(FieldOf(type, "pool_stay")),
      last_owner_(FieldOf(type, "last_owner")),
      etag_(FieldOf(type, "etag")),
      recycle_time_(type->FindFieldByName("recycle_time")),
      recycle_pool_(type->FindFieldByName("recycle_pool")) {}

std::string PooledRecord::Text(const Message& record, Field field) {
  return record.GetReflection()->GetString(record, field);
}

const PoolStay& PooledRecord::Stay(const Message& record) const {
  return static_cast<const PoolStay&>(record.GetReflection()->GetMessage(record, stay_));
}

std::optional<absl::Time> PooledRecord::RecycleTime(const Message& record) const {
  if (recycle_time_ == nullptr) return std::nullopt;
  const auto& reflection = *record.GetReflection();
  if (!reflection.HasField(record, recycle_time_)) return std::nullopt;
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(
      static_cast<const Timestamp&>(reflection.GetMessage(record, recycle_time_))));
}

void PooledRecord::SetRecycle(const std::string& pool, std::optional<absl::Time> time,
                              Message* record) const {
  const auto& reflection = *record->GetReflection();
  reflection.SetString(record, recycle_pool_, pool);
  reflection.ClearField(record, recycle_time_);
  if (!time.has_value()) return;
  reflection.MutableMessage(record, recycle_time_)
      ->CopyFrom(TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*time)));
}

void PooledRecord::SetHands(const std::string& owner, const std::string& department,
                            Message* record) const {
  record->GetReflection()->SetString(record, owner_, owner);
  record->GetReflection()->SetString(record, department_, department);
}

void PooledRecord::SetPool(const std::string& pool, Message* record) const {
  record->GetReflection()->SetString(record, pool_, pool);
}

void PooledRecord::SetLastOwner(const std::string& owner, Message* record) const {
  record->GetReflection()->SetString(record, last_owner_, owner);
}

PoolStay* PooledRecord::MutableStay(Message* record) const {
  return static_cast<PoolStay*>(record->GetReflection()->MutableMessage(record, stay_));
}

void PooledRecord::Show(const pool::v1::Pool& pool, const Message& record, Message* shown) const {
  google::protobuf::FieldMask mask;
  for (const char* path : {"name", "pool", "pool_stay.enter_time"}) mask.add_paths(path);
  // A newer process may know more fields than this one.
  for (const std::string& path : pool.shown_fields()) {
    if (record.GetDescriptor()->FindFieldByName(path) != nullptr) mask.add_paths(path);
  }
  shown->Clear();
  FieldMaskUtil::MergeMessageTo(record, mask, FieldMaskUtil::MergeOptions(), shown);
}

}  // namespace guanxi::pools

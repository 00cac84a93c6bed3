#include "customer-svc/ownership_effects.h"

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {

using google::protobuf::Message;
using google::protobuf::Timestamp;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::OwnershipRecord;

absl::Status RecordOwnership(UnitOfWork& work, const OwnershipKin& kin, const Customer& old,
                             const Customer& next) {
  if (old.owner() == next.owner() && old.department() == next.department()) {
    return absl::OkStatus();
  }
  OwnershipRecord record;
  record.set_from_owner(old.owner());
  record.set_to_owner(next.owner());
  record.set_from_department(old.department());
  record.set_to_department(next.department());
  record.set_actor(work.principal().subject);
  record.set_reason(work.context().reason);
  ResourceName name;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName customer,
                          resource::ParseName(kin.customers.type(), next.name(), "customer.name"));
  name.parent = customer.id;
  name.id = work.environment().uuids().Next();
  GUANXI_RETURN_IF_ERROR(work.Insert(kin.ownership_records, name, &record));
  if (next.has_last_follow_up_time()) return absl::OkStatus();
  // Nobody has followed up yet: those who have it now begin now.
  return work.Project(kin.customers, customer, [&](google::protobuf::Message* message) {
    const auto* field =
        message->GetDescriptor()->FindFieldByNumber(Customer::kSilentSinceTimeFieldNumber);
    resource::SetTime(field, work.now(), message);
  });
}

absl::StatusOr<Timestamp> HeldSince(UnitOfWork& work, const resource::Resource& ownership_records,
                                    const Uuid& id, const Customer& customer) {
  using google::protobuf::util::TimeUtil;
  Timestamp since = customer.create_time();
  const auto take_later = [&](const Message& message) {
    const auto& record = static_cast<const v1::OwnershipRecord&>(message);
    if (TimeUtil::TimestampToMicroseconds(since) <
        TimeUtil::TimestampToMicroseconds(record.create_time())) {
      since = record.create_time();
    }
    return false;
  };
  GUANXI_RETURN_IF_ERROR(
      work.VisitChildren(ownership_records, id, "", "create_time desc", take_later));
  return since;
}

}  // namespace guanxi::customer

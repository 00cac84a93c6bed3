#include "customer-svc/lifecycle_effects.h"

#include <algorithm>
#include <cstdint>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/lifecycle.pb.h"

namespace guanxi::customer {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using v1::Customer;

void BeginLifecycle(Customer* customer) {
  if (customer->lifecycle_stage() == Customer::LIFECYCLE_STAGE_UNSPECIFIED) return;
  *customer->mutable_lifecycle_since_time() = customer->create_time();
}

absl::Status RecordLifecycle(resource::UnitOfWork& work, const LifecycleKin& kin,
                             const Customer& old, const Customer& next) {
  if (old.lifecycle_stage() == next.lifecycle_stage()) return absl::OkStatus();
  v1::LifecycleRecord record;
  record.set_from_stage(old.lifecycle_stage());
  record.set_to_stage(next.lifecycle_stage());
  record.set_actor(work.principal().subject);
  record.set_reason(work.context().reason);
  if (old.has_lifecycle_since_time()) {
    const absl::Time since =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(old.lifecycle_since_time()));
    record.set_stay_seconds(std::max<int64_t>(absl::ToInt64Seconds(work.now() - since), 0));
  }
  GUANXI_ASSIGN_OR_RETURN(const ResourceName customer,
                          resource::ParseName(kin.customers.type(), next.name(), "customer.name"));
  // Before the record is added: so a unit of work has room for as many as a batch has.
  GUANXI_RETURN_IF_ERROR(
      work.Project(kin.customers, customer, [&](google::protobuf::Message* message) {
        auto* const moved = static_cast<Customer*>(message);
        moved->clear_lifecycle_since_time();
        if (moved->lifecycle_stage() == Customer::LIFECYCLE_STAGE_UNSPECIFIED) return;
        *moved->mutable_lifecycle_since_time() =
            TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
      }));
  const ResourceName name = resource::ChildOf(customer, work.environment().uuids().Next());
  return work.Insert(kin.lifecycle_records, name, &record);
}

}  // namespace guanxi::customer

#include "customer-svc/customer_values.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_facts.h"
#include "google/protobuf/util/message_differencer.h"
#include "guanxi/analytics/v1/value_rule.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using analytics::v1::ValuedCustomer;
using analytics::v1::ValuedCustomers;
using event::v1::LogEvent;
using google::protobuf::util::MessageDifferencer;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;

constexpr char kRuleType[] = "value_rule";
constexpr char kValued[] = "value_rule.valued";

// The two say the same: what comes is stored by its number.
static_assert(static_cast<int>(analytics::v1::ValueClass_MAX) ==
              static_cast<int>(Customer::ValueClass_MAX));

bool TellsOfValues(const LogEvent& event) {
  return event.resource_type() == kRuleType && event.kind() == metadata::v1::Change::EMITTED &&
         event.changed_fields_size() == 1 && event.changed_fields(0) == kValued;
}

std::string ScoresOf(const ValuedCustomer& valued) {
  if (valued.value_class() == analytics::v1::VALUE_CLASS_UNSPECIFIED) return "";
  return absl::StrCat(valued.recency_score(), "-", valued.frequency_score(), "-",
                      valued.amount_score());
}

bool SaysSo(const Customer& customer, const ValuedCustomer& valued) {
  return static_cast<int>(customer.value_class()) == static_cast<int>(valued.value_class()) &&
         customer.rfm_scores() == ScoresOf(valued) &&
         customer.has_value_amount() == valued.has_amount() &&
         MessageDifferencer::Equals(customer.value_amount(), valued.amount());
}

void Show(const ValuedCustomers& all, const ValuedCustomer& valued, Customer* customer) {
  customer->set_value_class(static_cast<Customer::ValueClass>(valued.value_class()));
  customer->set_rfm_scores(ScoresOf(valued));
  customer->clear_value_amount();
  customer->clear_value_date();
  if (valued.value_class() == analytics::v1::VALUE_CLASS_UNSPECIFIED) return;
  if (valued.has_amount()) *customer->mutable_value_amount() = valued.amount();
  *customer->mutable_value_date() = all.day();
}

// The customer's own tags with that of his class instead of those of the others.
void TakeTags(const ValuedCustomers& all, const ValuedCustomer& valued, Customer* customer) {
  std::vector<std::string> tags(customer->tags().begin(), customer->tags().end());
  for (const analytics::v1::RfmClassTag& one : all.tags()) {
    const std::string tag = resource::CanonicalName(one.tag());
    const auto at = std::find(tags.begin(), tags.end(), tag);
    const bool is_his = one.value_class() == valued.value_class();
    if (is_his && at == tags.end()) tags.push_back(tag);
    if (!is_his && at != tags.end()) tags.erase(at);
  }
  customer->mutable_tags()->Assign(tags.begin(), tags.end());
}

absl::Status Tag(UnitOfWork& work, const resource::Resource& customers, const Stored& row,
                 const ValuedCustomers& all, const ValuedCustomer& valued) {
  Customer next;
  next.CopyFrom(*row.message);
  TakeTags(all, valued, &next);
  const int writes = work.writes();
  const absl::Status tagged = work.Update(customers, row, &next).status();
  if (tagged.ok() || IsPassing(tagged) || work.writes() != writes) return tagged;
  Log(Severity::kInfo, "customer_value.not_tagged", {{"reason", Reason(tagged)}});
  return absl::OkStatus();
}

}  // namespace

absl::Status CustomerValues::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!TellsOfValues(event)) return absl::OkStatus();
  ValuedCustomers all;
  if (!all.ParseFromString(event.after_body())) {
    return absl::InternalError("the fact of a value rule cannot be read");
  }
  std::map<Uuid, const ValuedCustomer*> valued;
  std::vector<Uuid> ids;
  for (const ValuedCustomer& one : all.customers()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(one.customer_id()));
    if (valued.emplace(id, &one).second) ids.push_back(id);
  }
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*customers_, ids));
  for (const auto& [id, row] : rows) {
    if (!row.live) continue;
    const ValuedCustomer& one = *valued.at(id);
    const bool says_so = SaysSo(static_cast<const Customer&>(*row.message), one);
    if (!all.tags().empty()) GUANXI_RETURN_IF_ERROR(Tag(work, *customers_, row, all, one));
    if (says_so) continue;
    GUANXI_RETURN_IF_ERROR(work.Project(*customers_, ResourceName{Uuid(), id},
                                        [&](google::protobuf::Message* message) {
                                          Show(all, one, static_cast<Customer*>(message));
                                        }));
  }
  return absl::OkStatus();
}

events::Consumer::Options CustomerValues::Consume(const std::string& target,
                                                  const events::AccountToken& token) const {
  events::Consumer::Options options;
  options.name = "customer-svc.values";
  options.producer = "analytics-svc";
  options.read = events::ReadLogAt(target, token);
  options.concerns = [](absl::Span<const LogEvent* const> all) {
    return events::Which(all, TellsOfValues);
  };
  options.apply = events::InUnitsOfWork(
      engine_, kEventActor,
      [this](UnitOfWork& work, const LogEvent& event) { return Apply(work, event); });
  // Each writes up to a hundred customers, twice.
  options.max_batch = 1;
  options.together = events::InOneUnit;
  options.recover = [](const events::Loss&, const events::StillHeld&) { return absl::OkStatus(); };
  return options;
}

}  // namespace guanxi::customer

#include "customer-svc/feeds/risk_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/outgoing/url.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using resource::ChangeKind;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::RiskSignal;

constexpr char kThatCount[] = "state = OPEN OR state = ACKNOWLEDGED";
constexpr char kLastFirst[] = "occur_time desc";

bool SaysTheSame(const RiskSignal& a, const RiskSignal& b) {
  return CountsAsRisk(a) == CountsAsRisk(b) && a.severity() == b.severity() &&
         MessageDifferencer::Equals(a.occur_time(), b.occur_time());
}

// Makes `sum`, of which the projected fields count, that of one more.
void AddTo(const RiskSignal& signal, Customer* sum) {
  sum->set_risk_signal_count(sum->risk_signal_count() + 1);
  sum->set_risk_severity(std::max(sum->risk_severity(), signal.severity()));
  const bool is_later =
      !sum->has_last_risk_time() || sum->last_risk_time().seconds() < signal.occur_time().seconds();
  if (is_later) *sum->mutable_last_risk_time() = signal.occur_time();
}

// What its signals come to, on the customer.
absl::Status ShowRisks(UnitOfWork& work, const RiskKin& kin, const ResourceName& name) {
  Customer sum;
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(
      kin.risk_signals, name.id, kThatCount, kLastFirst, [&](const Message& message) {
        const auto& signal = static_cast<const RiskSignal&>(message);
        // Those that this unit of work wrote are shown whatever they say.
        if (CountsAsRisk(signal)) AddTo(signal, &sum);
        return true;
      }));
  return work.Project(kin.customers, name, [&](Message* message) {
    auto* const customer = static_cast<Customer*>(message);
    customer->set_risk_severity(sum.risk_severity());
    customer->set_risk_signal_count(sum.risk_signal_count());
    customer->clear_last_risk_time();
    if (sum.has_last_risk_time()) *customer->mutable_last_risk_time() = sum.last_risk_time();
  });
}

absl::Status ProjectRisks(UnitOfWork& work, const RiskKin& kin, const RiskSignal* old,
                          const RiskSignal& next) {
  if (old != nullptr && SaysTheSame(*old, next)) return absl::OkStatus();
  if (old == nullptr && !CountsAsRisk(next)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName own,
                          resource::ParseName(kin.risk_signals.type(), next.name(), "name"));
  if (old != nullptr) return ShowRisks(work, kin, resource::ParentOf(own));
  // A feed tells of many at once, of a customer who may have many: they are not gone over for each.
  return work.Project(kin.customers, resource::ParentOf(own),
                      [&](Message* message) { AddTo(next, static_cast<Customer*>(message)); });
}

}  // namespace

void NormalizeRiskSignal(absl::Time now, RiskSignal* signal, Violations* violations) {
  rules::NormalizeSentence("title", signal->mutable_title(), violations);
  rules::NormalizeNote(signal->mutable_resolution());
  for (v1::RiskEvidence& evidence : *signal->mutable_evidence()) {
    rules::NormalizeNote(evidence.mutable_text());
  }
  if (!signal->has_occur_time()) {
    *signal->mutable_occur_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  }
  rules::NormalizeTime(signal->mutable_occur_time());
  rules::CheckPastTime("occur_time", now, signal->occur_time(), violations);
}

void CheckRiskSignal(const RiskSignal& next, Violations* violations) {
  const bool is_over =
      next.state() == RiskSignal::RESOLVED || next.state() == RiskSignal::DISMISSED;
  if (is_over && next.resolution().empty()) {
    violations->Add("resolution", "want to know why it is over");
  }
  for (int i = 0; i < next.evidence_size(); ++i) {
    const v1::RiskEvidence& evidence = next.evidence(i);
    const std::string path = absl::StrCat("evidence[", i, "]");
    if (evidence.finding().empty() && evidence.url().empty() && evidence.text().empty()) {
      violations->Add(path, "is empty");
    }
    if (evidence.url().empty()) continue;
    const auto host = outgoing::HostOfUrl(evidence.url());
    if (!host.ok()) violations->Add(absl::StrCat(path, ".url"), host.status().message());
  }
}

bool CountsAsRisk(const RiskSignal& signal) {
  return signal.state() == RiskSignal::OPEN || signal.state() == RiskSignal::ACKNOWLEDGED;
}

resource::Behavior<RiskSignal> RiskSignalBehavior(std::function<RiskKin()> kin) {
  resource::Behavior<RiskSignal> behavior;
  behavior.normalize = [](const resource::WriteContext& context, RiskSignal* signal,
                          Violations* violations) {
    NormalizeRiskSignal(context.now, signal, violations);
  };
  behavior.check = [](ChangeKind kind, const RiskSignal*, const RiskSignal& next,
                      Violations* violations) {
    if (resource::StatesValues(kind)) CheckRiskSignal(next, violations);
  };
  behavior.derive = [kin](UnitOfWork& work, ChangeKind, const RiskSignal* old,
                          const RiskSignal& next) { return ProjectRisks(work, kin(), old, next); };
  behavior.gather = [kin = std::move(kin)](UnitOfWork& work, const Uuid& from,
                                           const Uuid& into) -> absl::Status {
    for (const Uuid& id : {from, into}) {
      ResourceName name;
      name.id = id;
      const absl::Status shown = ShowRisks(work, kin(), name);
      // Of one that is part of the other nothing is said.
      if (!absl::IsNotFound(shown)) GUANXI_RETURN_IF_ERROR(shown);
    }
    return absl::OkStatus();
  };
  behavior.derives_into_parent = true;
  return behavior;
}

}  // namespace guanxi::customer

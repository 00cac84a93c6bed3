// What risk signals must be, and what customers say of theirs.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_RISK_RULES_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_RISK_RULES_H_

#include <functional>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/risk_signal.pb.h"

namespace guanxi::customer {

void NormalizeRiskSignal(absl::Time now, v1::RiskSignal* signal, Violations* violations);
void CheckRiskSignal(const v1::RiskSignal& next, Violations* violations);

// Whether it is OPEN or ACKNOWLEDGED.
bool CountsAsRisk(const v1::RiskSignal& signal);

// The resources that take part; asked for once all are there.
struct RiskKin {
  const resource::Resource& customers;
  const resource::Resource& risk_signals;
};
resource::Behavior<v1::RiskSignal> RiskSignalBehavior(std::function<RiskKin()> kin);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_RISK_RULES_H_

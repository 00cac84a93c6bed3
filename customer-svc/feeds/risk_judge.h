// Which findings speak against a customer.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_RISK_JUDGE_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_RISK_JUDGE_H_

#include <vector>

#include "guanxi/customer/v1/feed.pb.h"
#include "guanxi/customer/v1/risk_signal.pb.h"

namespace guanxi::customer {

// The signals that come of a finding, at most one of each kind, without names; OPEN. `before` is
// what the same register said the last time, null if it never said anything: then only the
// company's state counts, and nothing has changed.
//
//   REGISTRY    its state became ABNORMAL or SUSPENDED: HIGH; LIQUIDATION, REVOKED or
//               DEREGISTERED: CRITICAL
//   EQUITY      another legal representative, or a tenth of the shares changed hands, or the
//   capital
//               was reduced: MEDIUM; another has the most shares, or the capital was reduced by
//               half: HIGH
//   LAWSUIT     it is sued (DEFENDANT): MEDIUM; a debt is enforced against it (EXECUTED): HIGH; it
//               is listed as a dishonest debtor (DISHONEST): CRITICAL
//   OPINION     a sentiment of -20 and below: LOW, of -50: MEDIUM, of -80: HIGH
std::vector<v1::RiskSignal> SignalsOf(const v1::Finding& finding,
                                      const v1::RegistryProfile* before);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_RISK_JUDGE_H_

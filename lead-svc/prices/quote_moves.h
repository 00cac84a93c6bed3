// How quotes move. Pure.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_MOVES_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_MOVES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::lead {

// Each sets what the quote becomes, or refuses as quote_service.proto says of the
// method.
absl::Status Send(absl::Time now, absl::CivilDay today, v1::Quote* quote);
absl::Status Accept(absl::Time now, absl::CivilDay today, v1::Quote* quote);
absl::Status Reject(const std::string& reason, absl::Time now, v1::Quote* quote);
// The draft of the version `number` after a quote that is none.
absl::Status Revise(int number, v1::Quote* quote);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_MOVES_H_

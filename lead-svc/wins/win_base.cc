#include "lead-svc/wins/win_base.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/resource/environment.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/prices/base_amounts.h"

namespace guanxi::lead {

using google::protobuf::util::TimeUtil;
using v1::Opportunity;

absl::Status FixWin(resource::UnitOfWork& work, const PriceResources& prices,
                    const Opportunity* old, Opportunity* next) {
  if (next->state() != Opportunity::WON) {
    next->clear_base_amount();
    next->clear_base_rate();
    return absl::OkStatus();
  }
  const absl::Time won =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(next->closed_time()));
  const auto place = work.environment().MomentOf(work.principal().tenant);
  return FixBase(work, prices, old, absl::ToCivilDay(won, place.zone), next);
}

}  // namespace guanxi::lead

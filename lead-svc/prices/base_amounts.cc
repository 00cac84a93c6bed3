#include "lead-svc/prices/base_amounts.h"

#include <string>
#include <utility>

#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "guanxi/lead/v1/exchange_rate.pb.h"
#include "lead-svc/prices/price_math.h"

namespace guanxi::lead {
namespace {

std::optional<BaseAmount> AtRate(const google::type::Money& amount,
                                 const google::type::Decimal& rate, const std::string& currency) {
  auto exchanged = Exchange(amount, rate, currency);
  // What was agreed is not refused because of what it would be elsewhere.
  if (!exchanged.ok()) return std::nullopt;
  return BaseAmount{*std::move(exchanged), rate};
}

}  // namespace

absl::StatusOr<std::optional<BaseAmount>> FindBase(resource::UnitOfWork& work,
                                                   const PriceResources& types,
                                                   const google::type::Money& amount,
                                                   absl::CivilDay day) {
  const std::string currency = work.environment().MomentOf(work.principal().tenant).currency;
  if (amount.currency_code() == currency) {
    BaseAmount same{amount, {}};
    same.rate.set_value("1");
    return std::optional<BaseAmount>(std::move(same));
  }
  const auto rate = FindRate(work, types, {amount.currency_code(), day}, currency);
  if (Reason(rate.status()) == "NO_EXCHANGE_RATE") return std::optional<BaseAmount>();
  GUANXI_RETURN_IF_ERROR(rate.status());
  return AtRate(amount, rate->rate(), currency);
}

std::optional<BaseAmount> Rebase(const BaseAmount& fixed, const google::type::Money& amount) {
  const std::string& currency = fixed.amount.currency_code();
  if (amount.currency_code() == currency) return BaseAmount{amount, fixed.rate};
  return AtRate(amount, fixed.rate, currency);
}

}  // namespace guanxi::lead

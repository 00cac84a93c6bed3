// What prices, discounts and lines may state. Pure: all violations at once, by path.
#ifndef GUANXI_LEAD_SVC_PRICES_PRICE_RULES_H_
#define GUANXI_LEAD_SVC_PRICES_PRICE_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/money.pb.h"
#include "guanxi/lead/v1/price.pb.h"

namespace guanxi::lead {

// A code of ISO 4217 in capitals. An empty one is a violation, too.
void NormalizeCurrency(absl::string_view path, std::string* code, Violations* violations);

// A price of one unit: zero or more and below 10^12, in `currency`.
void CheckUnitMoney(absl::string_view path, absl::string_view currency,
                    const google::type::Money& money, Violations* violations);

// A price whose amounts are in `currency`; decimals are brought into their normal form, and
// currencies that are stated in small letters into capitals.
void NormalizePrice(absl::string_view path, absl::string_view currency, v1::Price* price,
                    Violations* violations);

// A discount in `currency`; one that states nothing is none.
void NormalizeDiscount(absl::string_view path, absl::string_view currency, v1::Discount* discount,
                       Violations* violations);

// Lines of a quote in `currency`.
void NormalizeLines(absl::string_view path, absl::string_view currency,
                    google::protobuf::RepeatedPtrField<v1::QuoteLine>* lines,
                    Violations* violations);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_PRICE_RULES_H_

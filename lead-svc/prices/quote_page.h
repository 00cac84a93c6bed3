// A quote as a page of HTML for its buyer. Pure.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_PAGE_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_PAGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/type/money.pb.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::lead {

// An amount as people read it: `1,234.50`, `-0.05`; with the places of its currency, or more where
// it has more.
std::string ReadableAmount(const google::type::Money& money);

// Text as HTML shows it, be it what it may.
std::string EscapeHtml(absl::string_view text);

// The page, in UTF-8, in the quote's language. What the quote lacks (because a reader may not see
// it) is left empty; `note` is not shown.
std::string QuotePage(const v1::Quote& quote);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_PAGE_H_

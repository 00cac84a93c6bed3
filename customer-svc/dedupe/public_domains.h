// Domains of e-mail that everybody may have an address in.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_PUBLIC_DOMAINS_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_PUBLIC_DOMAINS_H_

#include "absl/strings/string_view.h"

namespace guanxi::dedupe {

// Whether the domain, in lower case, says nothing of who has an address in it: qq.com, gmail.com.
// Pure and thread-safe.
bool IsPublicDomain(absl::string_view domain);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_PUBLIC_DOMAINS_H_

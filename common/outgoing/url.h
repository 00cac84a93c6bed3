// Addresses that people state and programs call.
//
// Pure: no I/O.
#ifndef GUANXI_COMMON_OUTGOING_URL_H_
#define GUANXI_COMMON_OUTGOING_URL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::outgoing {

// A name of DNS or an address, of at most 255 bytes: letters of ASCII, digits, `.`, `-`, and `:` of
// IPv6.
bool IsHost(absl::string_view host);

// The host, in lower case and in ASCII, of an address that may be called: `https://host[:port]...`,
// or `http://...`, which is for hosts within the operator's network alone, without user, password
// and fragment, at most 2,048 bytes. INVALID_ARGUMENT, with a text that says what is wrong and
// quotes nothing of it.
absl::StatusOr<std::string> HostOfUrl(absl::string_view url);

// A text as a part of an address: all but letters, digits and `-._~` as `%XX`.
std::string UrlEscape(absl::string_view text);

}  // namespace guanxi::outgoing

#endif  // GUANXI_COMMON_OUTGOING_URL_H_

// Any form and any header: the parser does not crash, and what it accepts is within its limits.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/access/token_request.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using guanxi::access::kMaxParameter;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  // The first line is the header, the rest the form.
  const size_t end = text.find('\n');
  const absl::string_view header = end == text.npos ? "" : text.substr(0, end);
  const absl::string_view form = end == text.npos ? text : text.substr(end + 1);
  const auto request =
      guanxi::access::ParseTokenRequest("application/x-www-form-urlencoded", form, header);
  if (request.ok()) {
    if (request->client.client_id.empty() || request->client.client_id.size() > 2 * kMaxParameter)
      std::abort();
    if (request->client.client_secret && request->client.client_secret->empty()) std::abort();
    if (request->username.size() > kMaxParameter) std::abort();
  } else if (!guanxi::access::AnswerWithError(request.status())) {
    std::abort();  // every refusal has a form of its own
  }
  return 0;
}

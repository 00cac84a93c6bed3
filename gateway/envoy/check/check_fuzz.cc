// Any bytes as a body, of known fields and of any, and as the target of a request. What passes as
// JSON another parser takes, too; what is refused is refused in words that are JSON.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/envoy/check/answer.h"
#include "gateway/envoy/check/fake_headers.h"
#include "gateway/envoy/check/json_check.h"
#include "gateway/envoy/check/methods.h"
#include "gateway/envoy/check/request_check.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckAnswer(const Answer& answer) {
  Require(!CheckJson(answer.text, LinkedApi(), kFree));
  Require(nlohmann::json::accept(answer.text));
}

// The other parser refuses numbers that no double can be.
bool HasLargeNumbers(std::string_view text) {
  constexpr size_t kDigitsOfDoubles = 300;
  return text.size() > kDigitsOfDoubles || text.find_first_of("eE") != text.npos;
}

void CheckBody(std::string_view text, Shape shape) {
  const auto fault = CheckJson(text, LinkedApi(), shape);
  if (fault) {
    CheckAnswer(Refusal(400, Code::kInvalidArgument, *fault));
  } else {
    Require(HasLargeNumbers(text) || nlohmann::json::accept(text));
  }
}

void CheckTarget(const RequestCheck& check, std::string_view target) {
  FakeHeaders headers = {{":method", "POST"}, {":path", std::string(target)}};
  const Verdict verdict = check.CheckHeaders(&headers);
  if (verdict.answer) CheckAnswer(*verdict.answer);
  if (verdict.method == nullptr) return;
  const std::string_view path = target.substr(0, target.find('?'));
  Require(PathForLog(*verdict.method, path) == "/kinds");
}

}  // namespace
}  // namespace guanxi::edge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace guanxi::edge;
  static const RequestCheck* const check = new RequestCheck(LinkedApi());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckBody(text, BodyShape(LinkedApi().methods.items[0]));
  CheckBody(text, kFree);
  CheckTarget(*check, text);
  CheckTarget(*check, "/kinds?" + std::string(text));
  return 0;
}

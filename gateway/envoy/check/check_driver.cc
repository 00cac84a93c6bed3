// Answers bodies of edge_test.Kinds by the check alone: of each that comes on standard input,
// behind its size in four bytes, it writes the refusal in the same form, empty if there is none.
#include <cstdint>
#include <cstdio>
#include <string>

#include "gateway/envoy/check/answer.h"
#include "gateway/envoy/check/fields.h"
#include "gateway/envoy/check/json_check.h"
#include "gateway/envoy/check/table.h"

int main() {
  const guanxi::edge::Api& api = guanxi::edge::LinkedApi();
  const auto* const kinds =
      guanxi::edge::Find(api.messages, &guanxi::edge::NamedType::name, "edge_test.Kinds");
  uint32_t size = 0;
  std::string body;
  while (std::fread(&size, sizeof(size), 1, stdin) == 1) {
    body.resize(size);
    if (std::fread(body.data(), 1, size, stdin) != size) return 1;
    std::string text;
    if (const auto fault = guanxi::edge::CheckJson(body, api, {kinds->type})) {
      text = guanxi::edge::Refusal(400, guanxi::edge::Code::kInvalidArgument, *fault).text;
    }
    size = static_cast<uint32_t>(text.size());
    std::fwrite(&size, sizeof(size), 1, stdout);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }
  return 0;
}

// Any bytes as JSON lines: the reader neither crashes nor takes long, what it states is a customer
// that can be written, and the line of the error file states the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/tabular/line_parser.h"
#include "customer-svc/transfer/json_row.h"
#include "customer-svc/transfer/row.h"
#include "google/protobuf/util/json_util.h"

namespace {

using guanxi::customer::JsonErrorRow;
using guanxi::customer::ReadJsonRow;
using guanxi::customer::Row;

constexpr char kCustomer[] = "customers/x";

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Bytes(const Row& row) { return row.stated.ShortDebugString(); }

void CheckLine(const std::string& text) {
  Row row;
  ReadJsonRow(text, &row);
  const std::string line = JsonErrorRow(text, 1, kCustomer, "why");
  Require(!line.empty() && line.find('\n') + 1 == line.size());
  Row again;
  ReadJsonRow(absl::string_view(line).substr(0, line.size() - 1), &again);
  if (!row.status.ok()) return;
  std::string json;
  Require(google::protobuf::util::MessageToJsonString(row.stated, &json).ok());
  // The three members of an error file may be too many values for the line.
  if (!again.status.ok()) return;
  Require(again.kept == kCustomer);
  Require(Bytes(again) == Bytes(row));
  Require(again.left_out.size() == row.left_out.size());
}

// `open` within itself as often as 512 KiB hold: `{"x":[` is then a line of deep JSON.
std::string Nest(absl::string_view open) {
  constexpr size_t kBytes = 512 << 10;
  std::string close;
  for (const char c : open) {
    if (c == '[') close.insert(0, "]");
    if (c == '{') close.insert(0, "}");
  }
  std::string before, after;
  while (before.size() < kBytes) {
    before.append(open.data(), open.size());
    after += close;
  }
  return before + "1" + after;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'N') CheckLine(Nest(text.substr(0, 32)));
  const size_t piece = 1 + data[0] % 32;
  guanxi::tabular::LineParser parser({/*row_bytes=*/1 << 12, /*field_bytes=*/64, /*columns=*/8});
  std::vector<guanxi::tabular::Record> records;
  for (size_t i = 0; i < text.size(); i += piece) parser.Feed(text.substr(i, piece), &records);
  parser.Finish(&records);
  for (const auto& record : records) CheckLine(record.fields[0]);
  return 0;
}

// Any bytes, cut anywhere: the parser neither crashes nor loses its place, and what it
// reads it reads again after CsvWriter has written it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/tabular/csv_parser.h"
#include "common/tabular/csv_writer.h"

namespace {

using guanxi::tabular::CsvParser;
using guanxi::tabular::Record;

std::vector<Record> Parse(absl::string_view text, size_t piece, char delimiter) {
  CsvParser::Options options;
  options.delimiter = delimiter;
  options.limits = {/*row_bytes=*/256, /*field_bytes=*/64, /*columns=*/8};
  CsvParser parser(options);
  std::vector<Record> records;
  for (size_t i = 0; i < text.size(); i += piece) parser.Feed(text.substr(i, piece), &records);
  parser.Finish(&records);
  return records;
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<Record> records = Parse(text, 1 + data[0] % 32, '\0');
  int64_t end = 0;
  int64_t row = 0;
  for (const Record& record : records) {
    Require(record.begin >= end && record.end > record.begin && record.row > row);
    Require(record.end <= static_cast<int64_t>(text.size()));
    end = record.end;
    row = record.row;
    if (!record.status.ok()) continue;
    std::string written;
    guanxi::tabular::AppendCsvRow(record.fields, &written);
    if (written.size() > 256) continue;
    const std::vector<Record> again = Parse(written, 7, ',');
    Require(again.size() == 1 && again[0].fields == record.fields);
  }
  return 0;
}

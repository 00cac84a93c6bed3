// Any bytes, cut into pieces in any way: what is stored and found is the same as of the whole file,
// and each row is found again from where the row before it ended.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/tabular/record.h"
#include "customer-svc/transfer/intake.h"
#include "customer-svc/transfer/row_reader.h"
#include "customer-svc/transfer/state.pb.h"

namespace {

using guanxi::customer::Intake;
using guanxi::customer::Row;
using guanxi::customer::RowReader;
using guanxi::customer::transfer::Layout;
using guanxi::customer::v1::ImportCustomersRequest;

void Require(bool condition) {
  if (!condition) std::abort();
}

// Sizes of pieces, zero among them.
class Sizes {
 public:
  explicit Sizes(uint32_t seed) : state_(seed) {}
  size_t Next() {
    state_ = state_ * 1'664'525 + 1'013'904'223;
    return state_ >> 29;
  }

 private:
  uint32_t state_;
};

struct Taken {
  absl::Status status;
  std::string text;
  Layout layout;
};

// In pieces whose sizes follow from the seed; 0: as one.
Taken Take(absl::string_view bytes, int format, uint32_t seed) {
  ImportCustomersRequest options;
  options.set_format(static_cast<guanxi::customer::v1::FileFormat>(format));
  Taken taken;
  Intake intake(&options, [&](absl::string_view text) {
    taken.text.append(text.data(), text.size());
    return absl::OkStatus();
  });
  Sizes sizes(seed);
  ImportCustomersRequest message = options;
  do {
    const size_t size = seed == 0 ? bytes.size() : std::min(sizes.Next(), bytes.size());
    message.mutable_file()->set_data(std::string(bytes.substr(0, size)));
    bytes.remove_prefix(size);
    taken.status = intake.Take(message);
    message.Clear();
  } while (taken.status.ok() && !bytes.empty());
  if (taken.status.ok()) taken.status = intake.Finish();
  taken.layout = intake.layout();
  return taken;
}

std::vector<Row> ReadRows(const Taken& taken, guanxi::tabular::Position start, size_t piece) {
  RowReader reader(taken.layout, "fuzz", {}, start,
                   [&](int64_t offset) { return taken.text.substr(offset, piece); });
  std::vector<Row> rows;
  for (Row row; *reader.Next(&row);) rows.push_back(row);
  return rows;
}

void RequireSame(const Row& a, const Row& b) {
  Require(a.record.row == b.record.row);
  Require(a.record.begin == b.record.begin && a.record.end == b.record.end);
  Require(a.record.fields == b.record.fields && a.status == b.status);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const int format = data[0] % 4;
  const Taken whole = Take(bytes, format, 0);
  const Taken cut = Take(bytes, format, 1u + data[1]);
  Require(cut.status == whole.status);
  if (!whole.status.ok()) return 0;
  Require(cut.text == whole.text);
  Require(cut.layout.SerializeAsString() == whole.layout.SerializeAsString());

  const guanxi::tabular::Position start{whole.layout.first_offset(), whole.layout.first_row()};
  const std::vector<Row> rows = ReadRows(whole, start, 64 << 10);
  const std::vector<Row> again = ReadRows(whole, start, 1 + data[1] % 32);
  Require(rows.size() == again.size());
  int64_t end = start.offset;
  for (size_t i = 0; i < rows.size(); ++i) {
    RequireSame(rows[i], again[i]);
    Require(rows[i].record.begin >= end && rows[i].record.end > rows[i].record.begin);
    end = rows[i].record.end;
    guanxi::customer::ErrorRow(whole.layout, rows[i].record, /*customer=*/"",
                               std::string(rows[i].status.message()));
  }
  Require(end <= static_cast<int64_t>(whole.text.size()));
  if (rows.empty()) return 0;
  const size_t at = data[1] % rows.size();
  const std::vector<Row> rest = ReadRows(whole, rows[at].record.Next(), 64 << 10);
  Require(rest.size() == rows.size() - at - 1);
  for (size_t i = 0; i < rest.size(); ++i) RequireSame(rest[i], rows[at + 1 + i]);
  return 0;
}

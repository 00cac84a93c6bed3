// What the columns of a file are called there, for those who are told of its faults.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_NAMES_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_NAMES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/tabular/record.h"
#include "customer-svc/transfer/state.pb.h"

namespace guanxi::customer {

// Immutable, thus thread-safe.
class HeaderNames {
 public:
  HeaderNames(const transfer::Layout& layout, absl::string_view source_system);

  // A text about a field, "phones[0].number: no digit in it", with the headers behind the field of
  // the columns that state it: "phones[0].number (手机): no digit in it". Of several columns those
  // count whose cells in `row` are not empty. As it is where no column states the field, or the one
  // that does is called like it.
  std::string Beside(absl::string_view text, const tabular::Record& row) const;

 private:
  struct Named {
    std::string meaning;  // columns.h
    std::string field;    // the paths of its faults begin with this
    std::string header;
    size_t place;
  };

  std::vector<Named> columns_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_NAMES_H_

// A ledger that outlives the process that keeps it.
#ifndef GUANXI_TESTS_FAULT_LEDGER_FILE_H_
#define GUANXI_TESTS_FAULT_LEDGER_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/fault/verdict.h"

namespace guanxi::fault {

// The file is there whole or not at all. UNAVAILABLE if it cannot be written.
absl::Status WriteLedger(const Told& told, const std::string& path);

// NOT_FOUND if there is no such file, INVALID_ARGUMENT if it is none of ours.
absl::StatusOr<Told> ReadLedger(const std::string& path);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_LEDGER_FILE_H_

// What is known of one contract of lead-svc: a row of contract_facts.
#ifndef GUANXI_CUSTOMER_SVC_CONTRACT_FACT_H_
#define GUANXI_CUSTOMER_SVC_CONTRACT_FACT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "guanxi/lead/v1/contract.pb.h"

namespace guanxi::customer {

struct ContractFact {
  Uuid id;
  int partition = 0;
  int64_t sequence = 0;  // its version; 0: nothing is known
  Uuid customer;         // nil: none
  int state = 0;
  std::string currency;
  std::string amount = "0";    // decimal texts, as the server takes them
  std::string received = "0";  // in the same currency
  // What was agreed and received in the tenant's currency; without a currency it is not known.
  std::string base_currency, received_base_currency;
  std::string base_amount = "0", received_base = "0";
  std::string overdue = "0";  // in `currency`
  std::optional<absl::CivilDay> sign_date, first_receipt_date, last_receipt_date;
  int receipt_count = 0;
  absl::Time change_time = absl::UnixEpoch();
  Uuid check;  // the last reading anew that found it

  // Takes over one of its fields; others say nothing here. `TakeAll`, all of them.
  void Take(absl::string_view field, const lead::v1::Contract& contract);
  void TakeAll(const lead::v1::Contract& contract);

  // Makes the row if there is none, and holds it until the end of the transaction: who applies dead
  // letters and who reads the records anew go one after the other. Errors of both: those of the
  // database.
  static absl::StatusOr<ContractFact> Hold(db::Transaction& tx, const Uuid& tenant, const Uuid& id);
  // A row that is held.
  absl::Status Write(db::Transaction& tx, const Uuid& tenant) const;
};

// An event's or record's message. DATA_LOSS if it is none.
absl::StatusOr<lead::v1::Contract> ParseContract(const std::string& body);

// The statement that holds it, for the linter.
db::Query ContractFactQuery();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONTRACT_FACT_H_

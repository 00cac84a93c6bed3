#include "customer-svc/contract_fact.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"

namespace guanxi::customer {
namespace {

using lead::v1::Contract;

// One of which nothing is known: it counts for nobody.
const db::InsertQuery kMakeFact{
    "contract_fact.make",
    "INSERT INTO contract_facts (tenant_id, id, partition_no, sequence, state, currency, amount, "
    "received, check_id) VALUES ",
    " ON DUPLICATE KEY UPDATE partition_no = VALUES(partition_no)"};

const db::Query kHoldFact{
    "contract_fact.hold",
    "SELECT sequence, customer_id, state, currency, amount, received, change_time, check_id, "
    "base_currency, base_amount, received_base_currency, received_base, overdue, sign_date, "
    "receipt_count, first_receipt_date, last_receipt_date FROM contract_facts WHERE tenant_id = ? "
    "AND id = ? FOR UPDATE"};

const db::InsertQuery kPutFact{
    "contract_fact.put",
    "INSERT INTO contract_facts (tenant_id, id, partition_no, sequence, customer_id, state, "
    "currency, amount, received, change_time, check_id, base_currency, base_amount, "
    "received_base_currency, received_base, overdue, sign_date, receipt_count, first_receipt_date, "
    "last_receipt_date) VALUES ",
    " ON DUPLICATE KEY UPDATE sequence = VALUES(sequence), customer_id = VALUES(customer_id), "
    "state = VALUES(state), currency = VALUES(currency), amount = VALUES(amount), "
    "received = VALUES(received), change_time = VALUES(change_time), "
    "check_id = VALUES(check_id), base_currency = VALUES(base_currency), "
    "base_amount = VALUES(base_amount), received_base_currency = VALUES(received_base_currency), "
    "received_base = VALUES(received_base), overdue = VALUES(overdue), "
    "sign_date = VALUES(sign_date), receipt_count = VALUES(receipt_count), "
    "first_receipt_date = VALUES(first_receipt_date), "
    "last_receipt_date = VALUES(last_receipt_date)"};

// Which fields of a contract say something here.
constexpr const char* kFields[] = {"customer",         "state",
                                   "amount",           "received_amount",
                                   "base_amount",      "received_base_amount",
                                   "overdue_amount",   "sign_date",
                                   "receipt_count",    "first_receipt_date",
                                   "last_receipt_date"};

std::string TextOf(const google::type::Money& money) {
  return money::FormatScaled(money::NanosOf(money), money::kMaxPlaces);
}

std::optional<absl::CivilDay> DayIf(bool has, const google::type::Date& date) {
  if (!has) return std::nullopt;
  return rules::DayOf(date);
}

std::optional<absl::CivilDay> DayIn(const db::Row& row, int column) {
  absl::CivilDay day;
  if (row.IsNull(column) || !absl::ParseCivilTime(row.String(column), &day)) return std::nullopt;
  return day;
}

db::Value DayValue(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? db::Value(absl::FormatCivilTime(*day)) : db::Value();
}

// What the second half of kHoldFact says.
void ReadMoney(const db::Row& row, ContractFact* fact) {
  fact->base_currency = std::string(row.String(8));
  fact->base_amount = std::string(row.String(9));
  fact->received_base_currency = std::string(row.String(10));
  fact->received_base = std::string(row.String(11));
  fact->overdue = std::string(row.String(12));
  fact->sign_date = DayIn(row, 13);
  fact->receipt_count = static_cast<int>(row.Int64(14));
  fact->first_receipt_date = DayIn(row, 15);
  fact->last_receipt_date = DayIn(row, 16);
}

}  // namespace

void ContractFact::Take(absl::string_view field, const Contract& contract) {
  if (field == "customer") {
    customer = resource::ParseReference("customers", contract.customer()).value_or(Uuid());
  } else if (field == "state") {
    state = contract.state();
  } else if (field == "amount") {
    currency = contract.amount().currency_code();
    amount = TextOf(contract.amount());
  } else if (field == "received_amount") {
    received = TextOf(contract.received_amount());
  } else if (field == "base_amount") {
    base_currency = contract.base_amount().currency_code();
    base_amount = TextOf(contract.base_amount());
  } else if (field == "received_base_amount") {
    received_base_currency = contract.received_base_amount().currency_code();
    received_base = TextOf(contract.received_base_amount());
  } else if (field == "overdue_amount") {
    overdue = TextOf(contract.overdue_amount());
  } else if (field == "sign_date") {
    sign_date = DayIf(contract.has_sign_date(), contract.sign_date());
  } else if (field == "receipt_count") {
    receipt_count = contract.receipt_count();
  } else if (field == "first_receipt_date") {
    first_receipt_date = DayIf(contract.has_first_receipt_date(), contract.first_receipt_date());
  } else if (field == "last_receipt_date") {
    last_receipt_date = DayIf(contract.has_last_receipt_date(), contract.last_receipt_date());
  }
}

void ContractFact::TakeAll(const Contract& contract) {
  for (const char* const field : kFields) Take(field, contract);
}

absl::StatusOr<ContractFact> ContractFact::Hold(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& id) {
  ContractFact fact;
  fact.id = id;
  fact.partition = events::PartitionOf(tenant.bytes(), id.bytes());
  const std::vector<db::Value> key = {tenant.bytes(), id.bytes()};
  GUANXI_ASSIGN_OR_RETURN(db::Rows rows, tx.Select(kHoldFact, key));
  if (rows.empty()) {
    // A lock of what is not there holds up nobody; another one may have made it by now.
    GUANXI_RETURN_IF_ERROR(tx.InsertRows(kMakeFact, {{tenant.bytes(), id.bytes(), fact.partition, 0,
                                                      0, "", db::Value::Decimal("0"),
                                                      db::Value::Decimal("0"), Uuid().bytes()}})
                               .status());
    GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(kHoldFact, key));
  }
  if (rows.empty()) return absl::InternalError("a row that is held is gone");
  const db::Row row = rows[0];
  fact.sequence = row.Int64(0);
  if (fact.sequence == 0) return fact;
  if (!row.IsNull(1)) {
    GUANXI_ASSIGN_OR_RETURN(fact.customer, Uuid::FromBytes(row.String(1)));
  }
  fact.state = static_cast<int>(row.Int64(2));
  fact.currency = std::string(row.String(3));
  fact.amount = std::string(row.String(4));
  fact.received = std::string(row.String(5));
  fact.change_time = row.Time(6);
  GUANXI_ASSIGN_OR_RETURN(fact.check, Uuid::FromBytes(row.String(7)));
  ReadMoney(row, &fact);
  return fact;
}

absl::Status ContractFact::Write(db::Transaction& tx, const Uuid& tenant) const {
  const db::Value named = customer.IsNil() ? db::Value() : db::Value(customer.bytes());
  return tx
      .InsertRows(kPutFact, {{tenant.bytes(),
                              id.bytes(),
                              partition,
                              sequence,
                              named,
                              state,
                              currency,
                              db::Value::Decimal(amount),
                              db::Value::Decimal(received),
                              change_time,
                              check.bytes(),
                              base_currency,
                              db::Value::Decimal(base_amount),
                              received_base_currency,
                              db::Value::Decimal(received_base),
                              db::Value::Decimal(overdue),
                              DayValue(sign_date),
                              receipt_count,
                              DayValue(first_receipt_date),
                              DayValue(last_receipt_date)}})
      .status();
}

absl::StatusOr<Contract> ParseContract(const std::string& body) {
  Contract contract;
  if (!contract.ParseFromString(body)) return absl::DataLossError("an event is malformed");
  return contract;
}

db::Query ContractFactQuery() { return kHoldFact; }

}  // namespace guanxi::customer

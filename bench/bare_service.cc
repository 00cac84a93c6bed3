#include "bench/bare_service.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "bench/samples.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::bench {
namespace {

using customer::v1::Customer;

// The message of a row. Personal fields lie apart: what Population sets of them is put back.
absl::StatusOr<Customer> Decode(const Uuid& id, const db::Row& row) {
  Customer customer, personal;
  if (!customer.ParseFromString(std::string(row.String(0))) ||
      !personal.ParseFromString(std::string(row.String(1)))) {
    return absl::InternalError("a row does not hold a Customer");
  }
  customer.mutable_display_name()->swap(*personal.mutable_display_name());
  for (int i = 0; i < personal.phones_size(); ++i) {
    customer.mutable_phones(i)->mutable_number()->swap(
        *personal.mutable_phones(i)->mutable_number());
  }
  for (int i = 0; i < personal.emails_size(); ++i) {
    customer.mutable_emails(i)->mutable_address()->swap(
        *personal.mutable_emails(i)->mutable_address());
  }
  customer.set_name(absl::StrCat("customers/", id.ToString()));
  customer.set_etag(absl::StrCat(row.Int64(2)));
  return customer;
}

absl::StatusOr<Customer> Select(db::Database* database, const db::TxOptions& options,
                                const Uuid& tenant, const Uuid& id) {
  static const auto& query = *new db::Query{
      "bare.get", "SELECT body, personal, version FROM customers WHERE tenant_id = ? AND id = ?"};
  db::Rows rows;
  GUANXI_RETURN_IF_ERROR(database->ReadOnly(options, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(query, {tenant.bytes(), id.bytes()}));
    return absl::OkStatus();
  }));
  if (rows.empty()) return absl::NotFoundError("no such customer");
  return Decode(id, rows[0]);
}

}  // namespace

struct BareService::Samples {
  StoredCustomers rows;
  std::vector<Customer> messages;
};

BareService::BareService(rpc::Pipeline* pipeline, db::Database* database)
    : rpc_(pipeline, customer::v1::CustomerService::service_full_name()), database_(database) {}

BareService::~BareService() = default;

grpc::ServerUnaryReactor* BareService::GetCustomer(grpc::CallbackServerContext* context,
                                                   const customer::v1::GetCustomerRequest* request,
                                                   Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const customer::v1::GetCustomerRequest& r) {
                      return Get(call, r);
                    });
}

grpc::ServerUnaryReactor* BareService::CreateCustomer(
    grpc::CallbackServerContext* context, const customer::v1::CreateCustomerRequest* request,
    Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const customer::v1::CreateCustomerRequest&) {
                      return Create(call);
                    });
}

absl::StatusOr<Customer> BareService::Get(const rpc::Call& call,
                                          const customer::v1::GetCustomerRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                          Uuid::Parse(absl::StripPrefix(request.name(), "customers/")));
  return Select(database_, {db::Lane::kPoint, call.deadline}, call.principal.tenant, id);
}

absl::StatusOr<Customer> BareService::Create(const rpc::Call& call) {
  GUANXI_ASSIGN_OR_RETURN(const Samples* samples, LoadSamples(call.principal.tenant));
  const size_t i = next_.fetch_add(1) % samples->messages.size();
  const Uuid id = uuids_.Next();
  const CustomerRows rows = samples->rows.Renew(samples->rows.customers()[i], id, &uuids_);
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kPoint, call.deadline}, [&](db::Transaction& tx) {
        return samples->rows.Insert({&rows, 1}, tx);
      }));
  Customer customer = samples->messages[i];
  customer.set_name(absl::StrCat("customers/", id.ToString()));
  return customer;
}

absl::StatusOr<const BareService::Samples*> BareService::LoadSamples(const Uuid& tenant) {
  MutexLock lock(&mutex_);
  if (samples_ == nullptr) {
    auto samples = std::make_unique<Samples>();
    GUANXI_ASSIGN_OR_RETURN(const auto ids, LatestCustomers(database_, tenant, kSamples));
    GUANXI_ASSIGN_OR_RETURN(samples->rows, StoredCustomers::Read(database_, tenant, ids));
    for (const CustomerRows& rows : samples->rows.customers()) {
      GUANXI_ASSIGN_OR_RETURN(samples->messages.emplace_back(),
                              Select(database_, {db::Lane::kJob}, tenant, rows.id));
    }
    samples_ = std::move(samples);
  }
  return samples_.get();
}

}  // namespace guanxi::bench

#include "customer-svc/duplicates/model_store.h"

#include <algorithm>
#include <string>

#include "common/base/status_macros.h"
#include "customer-svc/dedupe/customer_record.h"
#include "customer-svc/duplicates/state.pb.h"

namespace guanxi::customer {
namespace {

using dedupe::kLevels;
using duplicates::StoredField;
using duplicates::StoredModel;
using v1::Customer;

// What the usual model takes the number of a tenant's customers for.
constexpr size_t kUsualRecords = 100'000;

const db::Query kSelect{
    "duplicate_model.select",
    "SELECT learn_time, body FROM duplicate_models WHERE tenant_id = ? AND type = ?"};

const db::InsertQuery kWrite{
    "duplicate_model.write",
    "INSERT INTO duplicate_models (tenant_id, type, learn_time, body) VALUES ",
    " ON DUPLICATE KEY UPDATE learn_time = VALUES(learn_time), body = VALUES(body)"};

LearnedModelPtr UsualModel(Customer::Type type) {
  const dedupe::Schema& schema = dedupe::SchemaOf(type);
  return std::make_shared<LearnedModel>(LearnedModel{dedupe::DefaultModel(schema, kUsualRecords),
                                                     dedupe::Terms(schema.size()),
                                                     absl::InfinitePast()});
}

StoredModel ToStored(const LearnedModel& learned) {
  StoredModel stored;
  stored.set_prior(learned.model.prior);
  for (size_t field = 0; field < learned.model.fields.size(); ++field) {
    const dedupe::FieldModel& from = learned.model.fields[field];
    StoredField& to = *stored.add_fields();
    to.set_name(learned.model.schema[field].name);
    to.mutable_m()->Add(from.m.begin(), from.m.end());
    to.mutable_u()->Add(from.u.begin(), from.u.end());
    to.mutable_bits()->Add(from.bits.begin(), from.bits.end());
    to.set_records(learned.terms.records(field));
    for (const auto& [term, count] : learned.terms.counts(field)) {
      to.add_terms(term);
      to.add_counts(count);
    }
  }
  return stored;
}

bool Fits(const StoredField& from, const dedupe::Field& field) {
  return from.name() == field.name && from.m_size() == kLevels && from.u_size() == kLevels &&
         from.bits_size() == kLevels && from.terms_size() == from.counts_size();
}

// Null: it is of other fields.
LearnedModelPtr FromStored(const StoredModel& stored, Customer::Type type, absl::Time learn_time) {
  const dedupe::Schema& schema = dedupe::SchemaOf(type);
  if (static_cast<size_t>(stored.fields_size()) != schema.size()) return nullptr;
  auto learned = std::make_shared<LearnedModel>(
      LearnedModel{{schema, {}, stored.prior()}, dedupe::Terms(schema.size()), learn_time});
  for (size_t field = 0; field < schema.size(); ++field) {
    const StoredField& from = stored.fields(static_cast<int>(field));
    if (!Fits(from, schema[field])) return nullptr;
    dedupe::FieldModel& to = learned->model.fields.emplace_back();
    std::copy(from.m().begin(), from.m().end(), to.m.begin());
    std::copy(from.u().begin(), from.u().end(), to.u.begin());
    std::copy(from.bits().begin(), from.bits().end(), to.bits.begin());
    to.knows_rarity = true;
    dedupe::Terms::Counts counts;
    for (int i = 0; i < from.terms_size(); ++i) counts[from.terms(i)] = from.counts(i);
    learned->terms.Restore(field, from.records(), std::move(counts));
  }
  return learned;
}

}  // namespace

absl::StatusOr<LearnedModelPtr> ModelStore::Read(db::Transaction& tx, const Uuid& tenant,
                                                 Customer::Type type) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelect, {tenant.bytes(), static_cast<int>(type)}));
  if (rows.empty()) return UsualModel(type);
  StoredModel stored;
  if (!stored.ParseFromString(std::string(rows[0].String(1)))) {
    return absl::InternalError("a model of duplicates cannot be read");
  }
  LearnedModelPtr learned = FromStored(stored, type, rows[0].Time(0));
  return learned != nullptr ? learned : UsualModel(type);
}

absl::StatusOr<LearnedModelPtr> ModelStore::Get(db::Transaction& tx, const Uuid& tenant,
                                                Customer::Type type, absl::Time now) {
  const Key key = {tenant, type};
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && now - found->second.read_time < kMaxAge) {
      return found->second.model;
    }
  }
  GUANXI_ASSIGN_OR_RETURN(LearnedModelPtr model, Read(tx, tenant, type));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMostKept && kept_.count(key) == 0) {
    kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.second.read_time < b.second.read_time;
    }));
  }
  kept_[key] = {model, now};
  return model;
}

absl::Status ModelStore::Write(db::Transaction& tx, const Uuid& tenant, Customer::Type type,
                               const LearnedModel& model) {
  return tx
      .InsertRows(kWrite, {{tenant.bytes(), static_cast<int>(type), model.learn_time,
                            ToStored(model).SerializeAsString()}})
      .status();
}

std::vector<db::Query> ModelQueries() { return {kSelect}; }

}  // namespace guanxi::customer

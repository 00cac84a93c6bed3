#include "lead-svc/open_leads.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/environment.h"
#include "common/resource/side_rows.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using resource::KeyKind;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;

constexpr char kGuard[] = "lead_capture";
// Who comes in while his lead is being converted is that one.
constexpr Lead::State kOpenStates[] = {Lead::NEW, Lead::WORKING, Lead::QUALIFIED, Lead::CONVERTING};

// Ids of open leads: the last that changed. Binds the states after what it finds by. The indexes
// are named: where statistics lag behind, others look cheaper.
db::Query SelectByKey() {
  return {
      "lead.open_by_key",
      "SELECT r.id, r.update_time FROM search_keys k "
      "STRAIGHT_JOIN leads r FORCE INDEX (PRIMARY) ON r.tenant_id = k.tenant_id AND r.id = k.id "
      "WHERE k.tenant_id = ? AND k.type = ? AND k.kind = ? AND k.digest = ? AND r.live = 1 "
      "AND r.state IN (?, ?, ?, ?) ORDER BY r.update_time DESC, r.id DESC LIMIT 1"};
}

db::Query SelectByCreditCode() {
  return {
      "lead.open_by_credit_code",
      "SELECT id, update_time FROM leads FORCE INDEX (idx_credit_code_update_time) "
      "WHERE tenant_id = ? AND live = 1 "
      "AND credit_code = ? AND state IN (?, ?, ?, ?) ORDER BY update_time DESC, id DESC LIMIT 1"};
}

// What a key is looked up by, and excluded by: nobody reads a number out of it.
std::string DigestOf(const UnitOfWork& work, const LeadKey& key) {
  if (key.kind == LeadKey::Kind::kCreditCode) return key.value;
  const resource::BlindIndex index(work.environment().blind_index_key(), work.principal().tenant);
  if (key.kind == LeadKey::Kind::kPhone) return index.Digest(KeyKind::kPhone, key.value);
  return index.Digest(KeyKind::kEmail, absl::AsciiStrToLower(key.value));
}

absl::StatusOr<db::Rows> Find(UnitOfWork& work, const Resources& resources, const LeadKey& key) {
  std::vector<db::Value> values = {work.principal().tenant.bytes()};
  const bool is_code = key.kind == LeadKey::Kind::kCreditCode;
  if (!is_code) {
    values.emplace_back(resources.leads->type().number());
    values.emplace_back(
        static_cast<int>(key.kind == LeadKey::Kind::kPhone ? KeyKind::kPhone : KeyKind::kEmail));
  }
  values.emplace_back(DigestOf(work, key));
  for (const Lead::State state : kOpenStates) {
    values.emplace_back(static_cast<int>(state));
  }
  return work.tx().Select(is_code ? SelectByCreditCode() : SelectByKey(), values);
}

}  // namespace

bool IsOpen(const Lead& lead) {
  return std::find(std::begin(kOpenStates), std::end(kOpenStates), lead.state()) !=
         std::end(kOpenStates);
}

absl::StatusOr<std::optional<Stored>> TakeOpenLead(UnitOfWork& work, const Resources& resources,
                                                   absl::Span<const LeadKey> keys) {
  // In one order, so that two who have several in common do not wait for each other.
  std::set<std::string> guards;
  for (const LeadKey& key : keys) guards.insert(DigestOf(work, key));
  for (const std::string& guard : guards) GUANXI_RETURN_IF_ERROR(work.Guard(kGuard, guard));
  return FindOpenLead(work, resources, keys);
}

absl::StatusOr<std::optional<Stored>> FindOpenLead(UnitOfWork& work, const Resources& resources,
                                                   absl::Span<const LeadKey> keys) {
  std::set<std::pair<absl::Time, Uuid>> found;  // several may have changed in one transaction
  for (const LeadKey& key : keys) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, Find(work, resources, key));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      found.emplace(row.Time(1), id);
    }
  }
  for (auto last = found.rbegin(); last != found.rend(); ++last) {
    GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*resources.leads, {last->second}));
    const auto row = rows.find(last->second);
    // Somebody may have closed or deleted it meanwhile.
    if (row == rows.end() || !row->second.live) continue;
    if (!IsOpen(static_cast<const Lead&>(*row->second.message))) continue;
    return std::optional<Stored>(std::move(row->second));
  }
  return std::optional<Stored>();
}

absl::Status NoteTouch(UnitOfWork& work, const resource::Resource& leads,
                       const resource::ResourceName& name, const v1::Touch& touch) {
  return work.Project(leads, name, [&](google::protobuf::Message* message) {
    auto* const shown = static_cast<Lead*>(message);
    if (shown->last_touch_time() < touch.occur_time()) {
      *shown->mutable_last_touch_time() = touch.occur_time();
    }
    const bool is_ambiguous = touch.match() == v1::Touch::AMBIGUOUS;
    if (is_ambiguous && shown->ambiguous_time() < touch.occur_time()) {
      *shown->mutable_ambiguous_time() = touch.occur_time();
    }
  });
}

std::vector<db::Query> OpenLeadQueries() { return {SelectByKey(), SelectByCreditCode()}; }

}  // namespace guanxi::lead

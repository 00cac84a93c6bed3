#include "common/audit/audit_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/conjunction.h"
#include "common/filter/message_matcher.h"
#include "common/filter/schema.h"
#include "common/filter/truth.h"
#include "common/page/page_size.h"
#include "common/policy/rights.h"
#include "common/resource/change_kind.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::audit {
namespace {

using v1::AuditRecord;

// A page looks at so many records.
constexpr int kMaxExamined = 1000;
constexpr absl::string_view kRevealed = "revealed.";
// An id is made a little after the moment that its record states, and the clocks of replicas
// differ.
constexpr absl::Duration kIdsAreLate = absl::Hours(1);

// In what order the columns of both tables come.
enum Columns { kEvent, kIsChange, kKind, kActor, kType, kId, kTime, kText, kDetail };

filter::Field FieldOf(const char* path, filter::Kind kind) {
  filter::Field field;
  field.path = path;
  field.kind = kind;
  return field;
}

const filter::Schema& FilterSchema() {
  static const auto* const schema = [] {
    std::vector<filter::Field> fields = {FieldOf("record_time", filter::Kind::kTimestamp)};
    for (const char* path : {"actor", "resource_type", "resource_id", "method", "reason", "fact"}) {
      fields.push_back(FieldOf(path, filter::Kind::kString));
    }
    filter::Field kind = FieldOf("kind", filter::Kind::kEnum);
    const auto* const values = AuditRecord::Kind_descriptor();
    for (int i = 0; i < values->value_count(); ++i) {
      kind.enum_values[values->value(i)->name()] = values->value(i)->number();
    }
    fields.push_back(std::move(kind));
    return new filter::Schema(std::move(fields));
  }();
  return *schema;
}

// What narrows the rows that are looked at.
struct Narrow {
  std::optional<std::string> actor;
  std::optional<Uuid> resource;
};

// `kNone`: of everybody and everything.
enum class By { kNone, kActor, kResource };

std::string ChangesSql(By by) {
  const absl::string_view condition = by == By::kActor      ? " AND c.actor = ?"
                                      : by == By::kResource ? " AND c.resource_id = ?"
                                                            : "";
  // Of facts only those that are shown here: what they hold may be long.
  return absl::StrCat(
      "SELECT c.event_id, 1 AS is_change, c.kind, c.actor, c.resource_type, c.resource_id, "
      "c.change_time AS record_time, c.changed_fields AS text, CASE WHEN c.kind = ",
      static_cast<int>(resource::ChangeKind::kEmitted), " AND c.changed_fields LIKE '", kRevealed,
      "%' THEN c.after_body ELSE '' END AS detail FROM changes c WHERE c.tenant_id = ?", condition,
      " AND c.event_id < ? ORDER BY c.event_id DESC LIMIT ?");
}

std::string EntriesSql(By by) {
  return absl::StrCat(
      "SELECT a.event_id, 0 AS is_change, a.kind, a.actor, a.resource_type, NULL AS resource_id, "
      "a.record_time, a.method AS text, a.reason AS detail FROM audit_records a WHERE "
      "a.tenant_id = ?",
      by == By::kActor ? " AND a.actor = ?" : "",
      " AND a.event_id < ? ORDER BY a.event_id DESC LIMIT ?");
}

// Entries are about no record that could be named.
const db::Query& Select(By by) {
  static const auto* const queries = [] {
    const auto both = [](By by) {
      return absl::StrCat("(", ChangesSql(by), ") UNION ALL (", EntriesSql(by),
                          ") ORDER BY event_id DESC LIMIT ?");
    };
    return new std::map<By, db::Query>{
        {By::kNone, {"audit.select", both(By::kNone)}},
        {By::kActor, {"audit.select_by_actor", both(By::kActor)}},
        {By::kResource, {"audit.select_by_resource", ChangesSql(By::kResource)}}};
  }();
  return queries->at(by);
}

absl::StatusOr<db::Rows> Read(db::Transaction& tx, const Uuid& tenant, const Narrow& narrow,
                              const Uuid& before, int limit) {
  std::vector<db::Value> part = {tenant.bytes()};
  By by = By::kNone;
  if (narrow.resource.has_value()) {
    by = By::kResource;
    part.emplace_back(narrow.resource->bytes());
  } else if (narrow.actor.has_value()) {
    by = By::kActor;
    part.emplace_back(*narrow.actor);
  }
  part.emplace_back(before.bytes());
  part.emplace_back(limit);
  std::vector<db::Value> values = part;
  if (by != By::kResource) {
    values.insert(values.end(), part.begin(), part.end());
    values.emplace_back(limit);
  }
  return tx.Select(Select(by), values);
}

// The value of `path = value` among the parts of a filter.
std::optional<std::string> TextOf(const filter::Conjunction& parts, absl::string_view path) {
  for (const filter::Predicate* part : parts.equalities) {
    const auto* const literal = std::get_if<filter::Literal>(&part->operand);
    if (part->field->path != path || literal == nullptr) continue;
    if (const auto* const text = std::get_if<std::string>(literal)) return *text;
  }
  return std::nullopt;
}

// The smallest id of version 7 that could be made at that time.
Uuid FirstIdAt(absl::Time time) {
  const int64_t ms = std::max<int64_t>(absl::ToUnixMillis(time), 0);
  Uuid id;
  for (int i = 0; i < 6; ++i) id.data[i] = static_cast<uint8_t>(ms >> (8 * (5 - i)));
  return id;
}

// Between which ids the records are that the filter's bounds of `record_time` let through.
struct Interval {
  Uuid begin;  // what is before it is too old
  Uuid end;    // is not among them
};

Interval IntervalOf(const filter::Conjunction& parts) {
  Interval span;
  span.end.data.fill(0xff);
  for (const filter::Predicate* part : parts.ranges) {
    const auto* const literal = std::get_if<filter::Literal>(&part->operand);
    const auto* const time = literal != nullptr ? std::get_if<absl::Time>(literal) : nullptr;
    if (part->field->path != "record_time" || time == nullptr) continue;
    const bool from = part->op == filter::Predicate::Op::kGreater ||
                      part->op == filter::Predicate::Op::kGreaterOrEqual;
    if (from) {
      span.begin = std::max(span.begin, FirstIdAt(*time));
    } else {
      span.end = std::min(span.end, FirstIdAt(*time + kIdsAreLate));
    }
  }
  return span;
}

// Whoever may not review everybody reviews himself.
absl::StatusOr<bool> SeesAll(const Principal& principal) {
  if (principal.rights == nullptr) {
    return Error(absl::StatusCode::kInternal, "RIGHTS_MISSING",
                 "nobody has decided what the principal may do");
  }
  return principal.rights->ScopeOf(principal.rights->permission()) == access::v1::ALL;
}

absl::Status FillFact(const db::Row& row, AuditRecord* record) {
  absl::string_view fact = row.String(kText);
  if (!absl::ConsumePrefix(&fact, kRevealed)) {
    record->set_fact(std::string(fact));
    return absl::OkStatus();
  }
  metadata::v1::FieldReveal reveal;
  const absl::string_view bytes = row.String(kDetail);
  if (!reveal.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InternalError("a change row holds no FieldReveal");
  }
  record->set_kind(AuditRecord::REVEALED);
  record->add_fields(std::string(fact));
  record->set_reason(reveal.reason());
  return absl::OkStatus();
}

}  // namespace

AuditReader::AuditReader(const resource::Engine* engine,
                         const std::vector<const resource::Resource*>& resources)
    : engine_(engine), subjects_(resources) {
  for (const resource::Resource* resource : resources) {
    types_[resource->type().singular()] = resource->type().full_type();
  }
}

absl::StatusOr<AuditRecord> AuditReader::RecordOf(const db::Row& row) const {
  AuditRecord record;
  GUANXI_ASSIGN_OR_RETURN(const Uuid event, Uuid::FromBytes(row.String(kEvent)));
  record.set_event_id(event.ToString());
  record.set_kind(static_cast<AuditRecord::Kind>(row.Int64(kKind)));
  record.set_actor(std::string(row.String(kActor)));
  *record.mutable_record_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(row.Time(kTime)));
  record.set_resource_type(std::string(row.String(kType)));
  if (!row.Bool(kIsChange)) {
    record.set_method(std::string(row.String(kText)));
    record.set_reason(std::string(row.String(kDetail)));
    return record;
  }
  const auto type = types_.find(record.resource_type());
  if (type != types_.end()) record.set_resource_type(type->second);
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(kId)));
  record.set_resource_id(id.ToString());
  if (record.kind() == AuditRecord::EMITTED) {
    GUANXI_RETURN_IF_ERROR(FillFact(row, &record));
    return record;
  }
  for (const absl::string_view field : absl::StrSplit(row.String(kText), ',', absl::SkipEmpty())) {
    if (field == "update_time" || field == "etag") continue;  // every change changes them
    record.add_fields(std::string(field));
  }
  return record;
}

absl::StatusOr<v1::ListAuditRecordsResponse> AuditReader::List(
    const rpc::Call& call, const v1::ListAuditRecordsRequest& request) const {
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(request.page_size()));
  GUANXI_ASSIGN_OR_RETURN(const filter::Predicate predicate,
                          filter::Compile(request.filter(), FilterSchema()));
  GUANXI_ASSIGN_OR_RETURN(const filter::MessageMatcher matcher,
                          filter::MessageMatcher::Create(predicate, AuditRecord::descriptor()));
  GUANXI_ASSIGN_OR_RETURN(const bool sees_all, SeesAll(call.principal));
  const filter::Conjunction parts = filter::SplitConjunction(predicate);
  const Interval span = IntervalOf(parts);
  Narrow narrow;
  narrow.actor = TextOf(parts, "actor");
  if (!sees_all) narrow.actor = call.principal.subject;
  if (const auto text = TextOf(parts, "resource_id"); text.has_value()) {
    narrow.resource = Uuid::Parse(*text).value_or(Uuid());
  }

  const std::string query_text = absl::StrCat("audit\n", predicate.canonical);
  const page::Query query{call.method, query_text, &call.principal};
  const page::PageTokens& tokens = engine_->environment().page_tokens();
  Uuid before = span.end;
  if (!request.page_token().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const page::Cursor cursor, tokens.Read(query, request.page_token()));
    GUANXI_ASSIGN_OR_RETURN(before, Uuid::FromBytes(cursor.last_id));
  }
  // Without a filter all are shown but what follows from others.
  const int limit = predicate.IsTrue() ? page_size + 1 : kMaxExamined;
  const filter::Moment moment = engine_->environment().MomentOf(call.principal.tenant);
  v1::ListAuditRecordsResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    response.Clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            Read(tx, call.principal.tenant, narrow, before, limit));
    page::Cursor next;
    for (const db::Row row : rows) {
      if (response.audit_records_size() == page_size) break;
      if (row.String(kEvent) < span.begin.bytes()) {
        return subjects_.Fill(tx, call.principal.tenant, &response);
      }
      next.last_id = std::string(row.String(kEvent));
      const bool is_act = !row.Bool(kIsChange) ||
                          row.Int64(kKind) != static_cast<int>(resource::ChangeKind::kProjected);
      if (!is_act) continue;
      GUANXI_ASSIGN_OR_RETURN(AuditRecord record, RecordOf(row));
      if (!sees_all && record.actor() != call.principal.subject) continue;
      if (matcher.Evaluate(record, moment) != filter::Truth::kTrue) continue;
      *response.add_audit_records() = std::move(record);
    }
    GUANXI_RETURN_IF_ERROR(subjects_.Fill(tx, call.principal.tenant, &response));
    const bool more = static_cast<int>(rows.size()) == limit ||
                      (!rows.empty() && next.last_id != rows[rows.size() - 1].String(kEvent));
    if (!more) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(*response.mutable_next_page_token(), tokens.Make(query, next));
    return absl::OkStatus();
  }));
  return response;
}

std::vector<db::Query> AuditQueries() {
  std::vector<db::Query> all = {Select(By::kNone), Select(By::kActor), Select(By::kResource)};
  for (const db::Query& query : SubjectQueries()) all.push_back(query);
  return all;
}

}  // namespace guanxi::audit

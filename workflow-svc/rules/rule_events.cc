#include "workflow-svc/rules/rule_events.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using google::protobuf::Message;
using metadata::v1::Change;

// What fields of an event hold.
absl::StatusOr<std::shared_ptr<const Message>> Decode(const RecordKind& kind,
                                                      const std::string& body,
                                                      const std::string& personal) {
  std::shared_ptr<Message> message = NewMessage(kind.descriptor());
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(body, personal, message.get(), &unused));
  return std::shared_ptr<const Message>(std::move(message));
}

EventKey KeyOfEvent(const LogEvent& event) {
  EventKey key;
  key.resource_type = event.resource_type();
  key.kind = event.kind();
  key.changed_fields.assign(event.changed_fields().begin(), event.changed_fields().end());
  return key;
}

// The kind of an event's record if rules can be about it; null for others, and for facts.
const RecordKind* KindOf(const LogEvent& event) {
  return event.kind() == Change::EMITTED ? nullptr
                                         : FindRecordKindBySingular(event.resource_type());
}

// Of a record that is gone no state holds, whatever events its rules go by.
absl::Status TakeBackOfDeleted(resource::UnitOfWork& work, const HeardEvent& event) {
  for (const RulePtr& rule : event.rules->index->rules()) {
    if (&rule->kind() != event.kind || !rule->tells_while_it_holds()) continue;
    GUANXI_RETURN_IF_ERROR(TakeBackOf(work, *rule, event.name));
  }
  return absl::OkStatus();
}

}  // namespace

bool OfOneTenant(const LogEvent& a, const LogEvent& b) { return a.tenant_id() == b.tenant_id(); }

absl::StatusOr<std::optional<HeardEvent>> HearEvent(const LogEvent& event) {
  HeardEvent heard;
  heard.log = &event;
  heard.kind = KindOf(event);
  if (heard.kind == nullptr) return std::optional<HeardEvent>();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  const auto name = resource::NameBelow(*heard.kind->type, event.parent_ids(), id);
  if (!name.ok()) {
    // Written before events told below what their records lie: nobody can be asked for it.
    Log(Severity::kWarning, "rules.event_without_name",
        {{"type", event.resource_type()}, {"position", absl::StrCat(event.position())}});
    return std::optional<HeardEvent>();
  }
  heard.name = resource::FormatName(*heard.kind->type, *name);
  GUANXI_ASSIGN_OR_RETURN(heard.before,
                          Decode(*heard.kind, event.before_body(), event.before_personal()));
  GUANXI_ASSIGN_OR_RETURN(heard.after,
                          Decode(*heard.kind, event.after_body(), event.after_personal()));
  heard.changed.insert(event.changed_fields().begin(), event.changed_fields().end());
  return std::optional<HeardEvent>(std::move(heard));
}

absl::StatusOr<bool> RuleEvents::AnyHears(const Uuid& tenant, const RecordKind& kind) const {
  GUANXI_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleBook::Page> page, book_->Of(tenant));
  // A rule that does not compile any more is to pause itself.
  if (!page->index->rules().empty() || !page->invalid.empty()) return true;
  for (const KindInterest& interest : interests_) {
    GUANXI_ASSIGN_OR_RETURN(const bool hears, interest(tenant, kind));
    if (hears) return true;
  }
  return false;
}

absl::StatusOr<std::vector<bool>> RuleEvents::Concerns(
    absl::Span<const LogEvent* const> events) const {
  std::map<std::pair<std::string, const RecordKind*>, bool> known;  // by tenant and kind
  std::vector<bool> concerns;
  for (const LogEvent* event : events) {
    const RecordKind* const kind = KindOf(*event);
    if (kind == nullptr || event->kind() == Change::DELETED) {
      concerns.push_back(kind != nullptr);
      continue;
    }
    const auto [found, is_new] = known.try_emplace({event->tenant_id(), kind}, false);
    if (is_new) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(event->tenant_id()));
      GUANXI_ASSIGN_OR_RETURN(found->second, AnyHears(tenant, *kind));
    }
    concerns.push_back(found->second);
  }
  return concerns;
}

absl::StatusOr<bool> RuleEvents::GoesByAsSeen(const Uuid& tenant, const CompiledRule& rule,
                                              const HeardEvent& event) const {
  if (!GoesBy(rule, event)) return false;
  if (rule.events()->fields().empty()) return true;
  GUANXI_ASSIGN_OR_RETURN(const auto rights, access_->RightsOf(tenant, rule.rule().owner()));
  // Without rights the rule looks nevertheless, and pauses.
  if (rights == nullptr) return true;
  const auto view = rights->ViewOf(rule.kind().descriptor());
  return GoesBy(rule, event, view.get());
}

absl::StatusOr<RuleEvents::Looked> RuleEvents::LookAt(
    const Uuid& tenant, const LogEvent& event,
    const std::shared_ptr<const RuleBook::Page>& page) const {
  Looked looked;
  GUANXI_ASSIGN_OR_RETURN(std::optional<HeardEvent> heard, HearEvent(event));
  if (!heard.has_value()) return looked;
  looked.event = *std::move(heard);
  looked.event.rules = page;
  for (const EventReading& reading : readings_) {
    GUANXI_RETURN_IF_ERROR(reading(tenant, &looked.event));
  }
  Cause cause;
  cause.event_id = event.event_id();
  GUANXI_ASSIGN_OR_RETURN(cause.root, Uuid::FromBytes(event.root_event_id()));
  cause.depth = event.depth();
  GUANXI_ASSIGN_OR_RETURN(const Uuid event_id, Uuid::FromBytes(event.event_id()));
  RecordSights sights(access_, tenant, *looked.event.kind, looked.event.name);
  for (const CompiledRule* const rule : page->index->Find(KeyOfEvent(event))) {
    GUANXI_ASSIGN_OR_RETURN(const bool goes_by, GoesByAsSeen(tenant, *rule, looked.event));
    if (!goes_by) continue;
    RuleLook look;
    look.rule = rule;
    look.subject = looked.event.name;
    look.cause = cause;
    look.told_window = look.look = event_id.ToString();
    look.before = looked.event.before.get();
    // Its set moves with `looked` as a whole, so it is looked up again when it is settled.
    look.changed = &looked.event.changed;
    GUANXI_ASSIGN_OR_RETURN(RuleVerdict verdict, looks_->Decide(tenant, look, &sights));
    look.changed = nullptr;
    looked.looks.push_back(std::move(look));
    looked.verdicts.push_back(std::move(verdict));
  }
  return looked;
}

absl::Status RuleEvents::Settle(resource::UnitOfWork& work, const Looked& looked) const {
  for (size_t i = 0; i < looked.looks.size(); ++i) {
    const RuleLook& look = looked.looks[i];
    const RuleVerdict& verdict = looked.verdicts[i];
    const bool counts = look.rule->rule().trigger().has_threshold() &&
                        verdict.reason == v1::RuleExecution::REASON_UNSPECIFIED;
    if (counts) {
      if (!count_) continue;
      GUANXI_ASSIGN_OR_RETURN(const bool reached, count_(work, look, verdict, looked.event));
      if (!reached) continue;
    }
    GUANXI_RETURN_IF_ERROR(looks_->Settle(work, look, verdict).status());
  }
  if (looked.event.log->kind() == Change::DELETED) {
    GUANXI_RETURN_IF_ERROR(TakeBackOfDeleted(work, looked.event));
  }
  for (const EventEffect& effect : effects_) {
    GUANXI_RETURN_IF_ERROR(effect(work, looked.event));
  }
  return absl::OkStatus();
}

absl::Status RuleEvents::Apply(absl::Span<const LogEvent> events, const events::Done& done) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(events[0].tenant_id()));
  GUANXI_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleBook::Page> page, book_->Of(tenant));
  std::vector<Looked> all;
  for (const LogEvent& event : events) {
    GUANXI_ASSIGN_OR_RETURN(Looked looked, LookAt(tenant, event, page));
    if (looked.event.kind != nullptr) all.push_back(std::move(looked));
  }
  return engine_->Write(events::WriterIn(tenant, kRulesActor), {db::Lane::kJob},
                        resource::WriteContext(), [&](resource::UnitOfWork& work) -> absl::Status {
                          GUANXI_RETURN_IF_ERROR(looks_->PauseInvalid(work, page->invalid));
                          for (const Looked& looked : all) {
                            GUANXI_RETURN_IF_ERROR(Settle(work, looked));
                          }
                          return done(work.tx());
                        });
}

}  // namespace guanxi::workflow

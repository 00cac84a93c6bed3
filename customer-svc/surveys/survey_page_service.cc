#include "customer-svc/surveys/survey_page_service.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "customer-svc/surveys/survey_rules.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Survey;
using v1::SurveyResponse;

constexpr absl::Duration kLifetime = absl::Hours(30 * 24);
constexpr absl::Duration kLongest = absl::Hours(366 * 24);

// One text for all causes: who tries learns nothing.
absl::Status NoSuchSurvey() { return NotFound("SURVEY", "surveys/-"); }

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(time));
}

SurveyResponse AnswerTo(const SurveyLink& link, const v1::SubmitSurveyRequest& request) {
  SurveyResponse response;
  response.set_survey(absl::StrCat("surveys/", link.survey.ToString()));
  if (link.about_ticket) {
    response.set_service_ticket(absl::StrCat("serviceTickets/", link.subject.ToString()));
  } else {
    response.set_customer(absl::StrCat("customers/", link.subject.ToString()));
  }
  response.set_score(request.score());
  response.set_comment(request.comment());
  response.set_by_link(true);
  NormalizeSurveyResponse(&response);
  return response;
}

}  // namespace

absl::string_view SurveyPageServiceImpl::secret() const {
  return engine_->environment().blind_index_key();
}

absl::StatusOr<SurveyPageServiceImpl::Page> SurveyPageServiceImpl::Find(
    const rpc::Call& call, const std::string& key, absl::string_view permission) const {
  const std::optional<SurveyLink> link = ReadSurveyKey(secret(), key);
  const absl::Time now = engine_->environment().system_clock()->Now();
  if (!link.has_value() || link->expire_time <= now) return NoSuchSurvey();
  auto own = as_service_(link->tenant, permission, call);
  // A tenant that is gone, or closed.
  if (absl::IsInvalidArgument(own.status()) || absl::IsNotFound(own.status())) {
    return NoSuchSurvey();
  }
  GUANXI_RETURN_IF_ERROR(own.status());
  return Page{*link, *std::move(own)};
}

absl::StatusOr<Survey> SurveyPageServiceImpl::Read(UnitOfWork& work, const SurveyLink& link) const {
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*resources_->surveys, ResourceName{Uuid(), link.survey}));
  const resource::Resource& about =
      link.about_ticket ? *resources_->tickets : *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> subject,
                          work.Peek(about, ResourceName{Uuid(), link.subject}));
  if (!row.has_value() || !subject.has_value()) return NoSuchSurvey();
  const auto& survey = static_cast<const Survey&>(*row->message);
  if (!survey.published()) return NoSuchSurvey();
  return survey;
}

absl::StatusOr<v1::OpenSurveyResponse> SurveyPageServiceImpl::OpenSurvey(
    const rpc::Call& call, const v1::OpenSurveyRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Page page, Find(call, request.key(), "surveys.read"));
  v1::OpenSurveyResponse response;
  const auto read = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Survey survey, Read(work, page.link));
    GUANXI_ASSIGN_OR_RETURN(
        const std::optional<Stored> answer,
        work.Peek(*resources_->responses, ResourceName{Uuid(), page.link.response()}));
    const ScoreRange range = ScoresOf(survey.kind());
    response.set_question(survey.question());
    response.set_kind(survey.kind());
    response.set_least_score(range.least);
    response.set_most_score(range.most);
    response.set_answered(answer.has_value());
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(
      engine_->Write(page.call.principal, resource::TxOptionsOf(page.call), {}, read));
  *response.mutable_expire_time() = ToTimestamp(page.link.expire_time);
  return response;
}

absl::StatusOr<v1::SubmitSurveyResponse> SurveyPageServiceImpl::SubmitSurvey(
    const rpc::Call& call, const v1::SubmitSurveyRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Page page, Find(call, request.key(), "surveyResponses.create"));
  if (!request.has_score()) return InvalidField("score", "is required");
  const resource::Resource& responses = *resources_->responses;
  const ResourceName name{Uuid(), page.link.response()};
  v1::SubmitSurveyResponse response;
  const auto write = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Survey survey, Read(work, page.link));
    response.set_thanks(survey.thanks());
    SurveyResponse next = AnswerTo(page.link, request);
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> before, work.Peek(responses, name));
    if (!before.has_value()) {
      // Of two at once the later one finds that of the other when it is run again.
      GUANXI_RETURN_IF_ERROR(work.CheckFree(responses, {name}));
      return work.Insert(responses, name, &next);
    }
    const auto& stored = static_cast<const SurveyResponse&>(*before->message);
    if (stored.score() == next.score() && stored.comment() == next.comment()) {
      return absl::OkStatus();
    }
    return FailedPrecondition("SURVEY_ANSWERED", "surveys/-", "it was answered before");
  };
  GUANXI_RETURN_IF_ERROR(
      engine_->Write(page.call.principal, resource::TxOptionsOf(page.call), {}, write));
  return response;
}

absl::StatusOr<absl::Time> SurveyPageServiceImpl::EndOf(
    const v1::CreateSurveyLinkRequest& request) const {
  const absl::Time now = engine_->environment().system_clock()->Now();
  if (!request.has_expire_time()) {
    return absl::FromUnixSeconds(absl::ToUnixSeconds(now + kLifetime));
  }
  const absl::Time end = absl::FromUnixSeconds(request.expire_time().seconds());
  if (end <= now || end > now + kLongest || request.expire_time().nanos() != 0) {
    return InvalidField("expire_time", "want whole seconds, in the future, within 366 days");
  }
  return end;
}

absl::Status SurveyPageServiceImpl::FindSubject(UnitOfWork& work,
                                                const v1::CreateSurveyLinkRequest& request,
                                                SurveyLink* link) const {
  link->about_ticket = !request.service_ticket().empty();
  const resource::Resource& about =
      link->about_ticket ? *resources_->tickets : *resources_->customers;
  const std::string& text = link->about_ticket ? request.service_ticket() : request.customer();
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(about.type(), text, link->about_ticket ? "service_ticket" : "customer"));
  link->subject = name.id;
  return work.GetLive(about, name).status();
}

absl::StatusOr<v1::CreateSurveyLinkResponse> SurveyPageServiceImpl::CreateSurveyLink(
    const rpc::Call& call, const v1::CreateSurveyLinkRequest& request) {
  const resource::Resource& surveys = *resources_->surveys;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(surveys.type(), request.name(), "name"));
  if (request.service_ticket().empty() == request.customer().empty()) {
    return InvalidField("customer", "want either this or `service_ticket`");
  }
  SurveyLink link;
  link.tenant = call.principal.tenant;
  link.survey = name.id;
  GUANXI_ASSIGN_OR_RETURN(link.expire_time, EndOf(request));
  const auto find = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(surveys, name));
    if (!row.has_value()) return NotFound("SURVEY", request.name());
    if (!static_cast<const Survey&>(*row->message).published()) {
      return FailedPrecondition("SURVEY_NOT_PUBLISHED", request.name(), "it is not `published`");
    }
    return FindSubject(work, request, &link);
  };
  GUANXI_RETURN_IF_ERROR(engine_->Write(call.principal, resource::TxOptionsOf(call), {}, find));
  v1::CreateSurveyLinkResponse response;
  response.set_key(MakeSurveyKey(secret(), link));
  response.set_open_path(absl::StrCat("/v1/surveys/", response.key(), ":open"));
  response.set_submit_path(absl::StrCat("/v1/surveys/", response.key(), ":submit"));
  *response.mutable_expire_time() = ToTimestamp(link.expire_time);
  return response;
}

}  // namespace guanxi::customer

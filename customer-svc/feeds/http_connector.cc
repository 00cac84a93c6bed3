#include "customer-svc/feeds/http_connector.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/outgoing/url.h"
#include "customer-svc/feeds/feed_json.h"

namespace guanxi::customer {
namespace {

using outgoing::Ending;
using outgoing::UrlEscape;
using v1::Feed;

constexpr size_t kMostAnswerBytes = size_t{512} * 1024;
constexpr int kNotFound = 404;

Feed::Error ErrorOf(Ending ending) {
  switch (ending) {
    case Ending::kDone:
      return Feed::ERROR_UNSPECIFIED;
    case Ending::kForbidden:
    case Ending::kNotReady:
      return Feed::ADDRESS_FORBIDDEN;
    case Ending::kHostUnknown:
      return Feed::HOST_UNKNOWN;
    case Ending::kUnreachable:
      return Feed::UNREACHABLE;
    case Ending::kTlsFailed:
      return Feed::TLS_FAILED;
    case Ending::kCredentialsRefused:
      return Feed::CREDENTIALS_REFUSED;
    case Ending::kBusy:
      return Feed::REMOTE_BUSY;
    case Ending::kRefused:
      return Feed::REMOTE_REFUSED;
    case Ending::kBadAnswer:
      return Feed::BAD_ANSWER;
  }
  return Feed::UNREACHABLE;
}

// The list of a kind; "" of the register, which has one record for each company.
std::string ListOf(Feed::Kind kind) {
  switch (kind) {
    case Feed::TENDERS:
      return "tenders";
    case Feed::LITIGATION:
      return "cases";
    case Feed::OPINION:
      return "opinions";
    default:
      return "";
  }
}

FeedAnswer Failed(Feed::Error error, bool is_feeds_fault, absl::Duration retry_after) {
  FeedAnswer answer;
  answer.error = error;
  answer.is_feeds_fault = is_feeds_fault;
  answer.retry_after = retry_after;
  return answer;
}

}  // namespace

std::string UrlOf(const FeedQuestion& question) {
  const absl::string_view base = absl::StripSuffix(question.url, "/");
  const std::string list = ListOf(question.kind);
  if (list.empty()) return absl::StrCat(base, "/companies/", UrlEscape(question.credit_code));
  std::string url = absl::StrCat(base, "/", list, "?creditCode=", UrlEscape(question.credit_code),
                                 "&limit=", kMostItems);
  if (!question.cursor.empty()) absl::StrAppend(&url, "&cursor=", UrlEscape(question.cursor));
  return url;
}

FeedAnswer HttpConnector::Ask(const FeedQuestion& question) const {
  outgoing::HttpRequest request;
  request.url = UrlOf(question);
  request.max_answer = kMostAnswerBytes;
  request.headers = {{"Accept", "application/json"}};
  if (!question.secret.empty()) {
    request.headers.emplace_back("Authorization", absl::StrCat("Bearer ", question.secret));
  }
  const outgoing::HttpAnswer answer = client_->Send(request);
  if (!answer.ok()) {
    // A company that the feed does not know says nothing of the feed.
    const bool is_feeds_fault = answer.status != kNotFound;
    return Failed(ErrorOf(answer.ending), is_feeds_fault, answer.retry_after);
  }
  auto page = question.kind == Feed::REGISTRY ? ReadRegistry(answer.body, question)
                                              : ReadItems(answer.body, question);
  if (!page.ok()) return Failed(Feed::BAD_ANSWER, /*is_feeds_fault=*/true, absl::ZeroDuration());
  FeedAnswer good;
  good.page = *std::move(page);
  return good;
}

}  // namespace guanxi::customer

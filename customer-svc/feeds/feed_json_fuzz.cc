// Any bytes as the answer of a feed: the reader neither crashes nor takes long, and what it takes
// can be stored.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "common/text/utf8.h"
#include "customer-svc/feeds/feed_json.h"

namespace {

using guanxi::customer::FeedPage;
using guanxi::customer::FeedQuestion;
using guanxi::customer::kMostCursorBytes;
using guanxi::customer::kMostItems;
using guanxi::customer::v1::Feed;
using guanxi::customer::v1::Finding;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckText(const std::string& text, size_t most) {
  Require(text.size() <= most);
  Require(guanxi::text::ValidateUtf8(text).ok());
}

void CheckPage(const FeedPage& page, const FeedQuestion& question) {
  Require(page.findings.size() <= size_t{kMostItems});
  Require(page.cursor.size() <= kMostCursorBytes);
  Require(!page.has_more || page.cursor != question.cursor);
  for (const Finding& finding : page.findings) {
    CheckText(finding.title(), 512);
    CheckText(finding.summary(), 4096);
    CheckText(finding.url(), 1024);
    CheckText(finding.external_id(), 128);
    CheckText(finding.role(), 32);
    CheckText(finding.registry().business_scope(), 8192);
    CheckText(finding.registry().legal_representative(), 128);
    Require(!finding.title().empty());
    Require(finding.occur_time().seconds() <= absl::ToUnixSeconds(question.now));
    Require(finding.sentiment() >= -100 && finding.sentiment() <= 100);
    Require(finding.registry().shareholders_size() <= 100);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  FeedQuestion question;
  question.credit_code = "91350100M000100Y43";
  question.cursor = "a";
  question.now = absl::FromUnixSeconds(1'790'000'000);
  question.kind = Feed::REGISTRY;
  const auto company = guanxi::customer::ReadRegistry(text, question);
  if (company.ok()) CheckPage(*company, question);
  question.kind = Feed::LITIGATION;
  const auto items = guanxi::customer::ReadItems(text, question);
  if (items.ok()) CheckPage(*items, question);
  return 0;
}

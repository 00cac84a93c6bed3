#include "customer-svc/dedupe/public_domains.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_split.h"

namespace guanxi::dedupe {
namespace {

constexpr absl::string_view kDomains =
    "qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net 188.com sina.com sina.cn "
    "vip.sina.com sohu.com 139.com 189.cn wo.cn 21cn.com tom.com aliyun.com 263.net gmail.com "
    "googlemail.com outlook.com hotmail.com live.com live.cn msn.com yahoo.com yahoo.cn "
    "yahoo.com.cn yahoo.co.jp yahoo.com.hk icloud.com me.com mac.com aol.com gmx.de gmx.net "
    "web.de mail.ru yandex.ru proton.me protonmail.com naver.com daum.net";

}  // namespace

bool IsPublicDomain(absl::string_view domain) {
  using Domains = absl::flat_hash_set<absl::string_view>;
  static const Domains& domains = *new Domains(absl::StrSplit(kDomains, ' '));
  return domains.contains(domain);
}

}  // namespace guanxi::dedupe

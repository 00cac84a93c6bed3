// Where the version of a tenant's policy is counted: a row of `guards` (UnitOfWork::Count).
#ifndef GUANXI_GATEWAY_DIRECTORY_POLICY_VERSION_H_
#define GUANXI_GATEWAY_DIRECTORY_POLICY_VERSION_H_

namespace guanxi::directory {

inline constexpr char kPolicyKind[] = "policy";
inline constexpr char kPolicyKey[] = "version";

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_POLICY_VERSION_H_

using FfiIsolation.Abi;

namespace FfiIsolation.Callbacks;

internal static class CallbackCompatibility
{
    /// <summary>Whether a function of one type may be called as one of the other, as C programs do when they cast a comparer of <c>const int *</c> for
    /// <c>qsort</c>: every argument and the result lie in the same places.</summary>
    public static bool AreCalledAlike(FunctionType left, FunctionType right)
    {
        if (left.Convention != right.Convention || left.Parameters.Length != right.Parameters.Length || left.IsVariadic != right.IsVariadic)
        {
            return false;
        }

        CallLayout one = CallLayout.Of(left);
        CallLayout other = CallLayout.Of(right);
        for (int i = 0; i < left.Parameters.Length; i++)
        {
            if (left.Parameters[i].Type.Size != right.Parameters[i].Type.Size || !one.Arguments[i].Equals(other.Arguments[i]))
            {
                return false;
            }
        }

        return left.ReturnType.Size == right.ReturnType.Size && one.Result.Equals(other.Result);
    }
}

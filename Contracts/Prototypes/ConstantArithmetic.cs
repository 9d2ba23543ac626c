namespace FfiIsolation;

/// <summary>C's operators on integer constants. What C leaves undefined has no result here.</summary>
internal static class ConstantArithmetic
{
    /// <summary>The value; 0 of the right type, with the problem, where C defines none.</summary>
    public static IntegerValue Apply(string op, IntegerValue left, IntegerValue right, out string problem)
    {
        problem = "";
        if (op is "<<" or ">>")
        {
            return Shift(op, left, right, out problem);
        }

        bool isLong = left.IsLong || right.IsLong;

        // An unsigned type of lower rank fits in the signed one of higher rank.
        bool isUnsigned = (left.IsUnsigned && left.IsLong == isLong) || (right.IsUnsigned && right.IsLong == isLong);
        long a = left.As(isUnsigned, isLong).Bits;
        long b = right.As(isUnsigned, isLong).Bits;
        int order = isUnsigned ? ((ulong)a).CompareTo((ulong)b) : a.CompareTo(b);
        switch (op)
        {
            case "==":
                return IntegerValue.Int(a == b);
            case "!=":
                return IntegerValue.Int(a != b);
            case "<":
                return IntegerValue.Int(order < 0);
            case ">":
                return IntegerValue.Int(order > 0);
            case "<=":
                return IntegerValue.Int(order <= 0);
            case ">=":
                return IntegerValue.Int(order >= 0);
            case "&":
                return IntegerValue.Of(a & b, isUnsigned, isLong);
            case "|":
                return IntegerValue.Of(a | b, isUnsigned, isLong);
            case "^":
                return IntegerValue.Of(a ^ b, isUnsigned, isLong);
            case "/" or "%" when b == 0:
                problem = "division by zero";
                return IntegerValue.Of(0, isUnsigned, isLong);
        }

        if (isUnsigned)
        {
            ulong c = (ulong)a;
            ulong d = (ulong)b;
            ulong wrapped = unchecked(op switch { "+" => c + d, "-" => c - d, "*" => c * d, "/" => c / d, _ => c % d });
            return IntegerValue.Of((long)wrapped, true, isLong);
        }

        return Signed(op, a, b, isLong, out problem);
    }

    private static IntegerValue Signed(string op, long a, long b, bool isLong, out string problem)
    {
        problem = "";
        try
        {
            // long.MinValue % -1 overflows too, in the processor.
            long value = checked(op switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => b == -1 ? -a * 0 : a % b });
            if (isLong || value == (int)value)
            {
                return IntegerValue.Of(value, false, isLong);
            }
        }
        catch (OverflowException)
        {
            // Said below.
        }

        problem = $"the result does not fit in {(isLong ? "long" : "int")}";
        return IntegerValue.Of(0, false, isLong);
    }

    // The result has the promoted type of the left operand. A bit shifted into the sign is what GCC makes of 1 << 31, and headers count on it.
    private static IntegerValue Shift(string op, IntegerValue left, IntegerValue right, out string problem)
    {
        problem = "";
        int width = left.IsLong ? 64 : 32;
        if (right.IsNegative || right.IsHuge || right.Bits >= width)
        {
            problem = $"the shift count {right} is not from 0 to {width - 1}";
            return IntegerValue.Of(0, left.IsUnsigned, left.IsLong);
        }

        int count = (int)right.Bits;
        long shifted = op == "<<" ? left.Bits << count : left.IsUnsigned ? (long)((ulong)left.Bits >> count) : left.Bits >> count;
        return IntegerValue.Of(shifted, left.IsUnsigned, left.IsLong);
    }
}

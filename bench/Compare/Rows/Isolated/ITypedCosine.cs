namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>The function of most rows, as a typed proxy has it.</summary>
[NativeLibrary("m")]
internal partial interface ITypedCosine
{
    [NativeFunction("double cos(double x)")]
    double Cos(double x);
}

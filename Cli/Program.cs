Console.Error.WriteLine("ffi: not written yet");
return 64;

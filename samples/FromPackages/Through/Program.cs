Console.WriteLine($"{Checksums.Checksum.OfText("123456789"):x8}");
